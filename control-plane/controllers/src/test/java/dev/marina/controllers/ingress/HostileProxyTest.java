package dev.marina.controllers.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Whoever writes an HTTPProxy is no author of nginx's configuration.
class HostileProxyTest {

    /// Every place of an HTTPProxy where a tenant writes what it likes: what stands in its route, or with `virtualhost:` before it there.
    static final List<String> PLACES = List.of("conditions: [{prefix: \"/%s\"}]", "conditions: [{exact: \"/%s\"}]", "conditions: [{regex: \"/%s\"}]",
            "conditions: [{header: {name: \"%s\", present: true}}]", "conditions: [{header: {name: n, exact: \"%s\"}}]",
            "conditions: [{header: {name: n, notexact: \"%s\"}}]", "conditions: [{header: {name: n, contains: \"%s\"}}]",
            "conditions: [{header: {name: n, notcontains: \"%s\", ignoreCase: true}}]", "conditions: [{header: {name: n, regex: \"%s\"}}]",
            "conditions: [{queryParameter: {name: \"%s\", present: true}}]", "conditions: [{queryParameter: {name: n, exact: \"%s\"}}]",
            "conditions: [{queryParameter: {name: n, suffix: \"%s\"}}]", "conditions: [{queryParameter: {name: n, regex: \"%s\"}}]",
            "requestHeadersPolicy: {set: [{name: \"%s\", value: v}]}", "requestHeadersPolicy: {set: [{name: n, value: \"%s\"}]}",
            "requestHeadersPolicy: {set: [{name: Host, value: \"%s\"}]}", "requestHeadersPolicy: {set: [{name: n, value: \"%%REQ(%s)%%\"}]}",
            "requestHeadersPolicy: {remove: [\"%s\"]}", "responseHeadersPolicy: {set: [{name: \"%s\", value: v}]}",
            "responseHeadersPolicy: {set: [{name: n, value: \"%s\"}]}", "responseHeadersPolicy: {remove: [\"%s\"]}",
            "pathRewritePolicy: {replacePrefix: [{replacement: \"/%s\"}]}", "pathRewritePolicy: {replacePrefix: [{prefix: \"/%s\", replacement: /}]}",
            "timeoutPolicy: {response: \"%s\"}", "timeoutPolicy: {idle: \"%s\"}", "retryPolicy: {retryOn: [\"%s\"]}", "retryPolicy: {perTryTimeout: \"%s\"}",
            "loadBalancerPolicy: {strategy: \"%s\"}", "healthCheckPolicy: {path: \"/%s\"}", "healthCheckPolicy: {path: /, host: \"%s\"}",
            "loadBalancerPolicy: {strategy: RequestHash, requestHashPolicies: [{headerHashOptions: {headerName: \"%s\"}}]}",
            "loadBalancerPolicy: {strategy: RequestHash, requestHashPolicies: [{queryParameterHashOptions: {parameterName: \"%s\"}}]}",
            "rateLimitPolicy: {local: {requests: 1, unit: \"%s\"}}",
            "rateLimitPolicy: {local: {requests: 1, unit: second, responseHeadersToAdd: [{name: n, value: \"%s\"}]}}",
            "rateLimitPolicy: {local: {requests: 1, unit: second, responseHeadersToAdd: [{name: \"%s\", value: v}]}}",
            "ipAllowPolicy: [{cidr: \"%s\", source: Remote}]", "ipDenyPolicy: [{cidr: \"%s\", source: Peer}]",
            "cookieRewritePolicies: [{name: \"%s\", secure: true}]", "cookieRewritePolicies: [{name: n, sameSite: \"%s\"}]",
            "services: [{name: \"%s\", port: 80}]", "services: [{name: web, port: 80, protocol: \"%s\"}]",
            "services: [{name: web, port: 80, requestHeadersPolicy: {set: [{name: n, value: \"%s\"}]}}, {name: web, port: 80}]",
            "services: [{name: web, port: 80}, {name: web, port: 80, mirror: true, requestHeadersPolicy: {set: [{name: n, value: \"%s\"}]}}]",
            "services: [], requestRedirectPolicy: {hostname: \"%s\"}", "services: [], requestRedirectPolicy: {scheme: \"%s\"}",
            "services: [], requestRedirectPolicy: {path: \"/%s\"}", "services: [], requestRedirectPolicy: {prefix: \"/%s\"}",
            "services: [], directResponsePolicy: {statusCode: 200, body: \"%s\"}", "virtualhost: corsPolicy: {allowOrigin: [\"%s\"], allowMethods: [GET]}",
            "virtualhost: corsPolicy: {allowOrigin: ['*'], allowMethods: [\"%s\"]}",
            "virtualhost: corsPolicy: {allowOrigin: ['*'], allowMethods: [GET], allowHeaders: [\"%s\"], exposeHeaders: [\"%1$s\"], maxAge: \"%1$s\"}",
            "virtualhost: rateLimitPolicy: {local: {requests: 1, unit: minute, responseHeadersToAdd: [{name: n, value: \"%s\"}]}}",
            "virtualhost: ipDenyPolicy: [{cidr: \"%s\", source: Remote}]", "virtualhost: tls: {passthrough: true, minimumProtocolVersion: \"%s\"}",
            "virtualhost: tls: {secretName: \"%s\"}");

    private static final String SERVICES = Manifests.service("web", 8080, "10.244.1.2");

    static String proxy(String name, String fqdn, String place, String text) {
        boolean ofHost = place.startsWith("virtualhost: ");
        String said = place.formatted(Manifests.yaml(text)).replaceFirst("^virtualhost: ", "");
        String route = ofHost ? "" : said + (said.startsWith("services: ") ? "" : ", services: [{name: web, port: 80}]");
        return ProxyFile.proxy("default", name, "virtualhost: {fqdn: %s%s}, routes: [{%s}]".formatted(fqdn, ofHost ? ", " + said : "",
                ofHost ? "services: [{name: web, port: 80}]" : route));
    }

    private static String text(String proxies) {
        WorldFromFile world = WorldFromFile.of(SERVICES);
        return NginxText.of(IngressPlan.of(world), GatewayPlan.NONE, ProxyPlan.of(world, ProxyFile.of(proxies)), "100.64.255.254");
    }

    @Test
    void nothingThatATenantWritesBecomesADirective() {
        for (String place : PLACES) {
            Set<String> harmless = new HashSet<>(Skeleton.of(text(proxy("p", "a.example", "services: [{name: none, port: 80}]", ""))));
            harmless.addAll(Skeleton.of(text(proxy("p", "a.example", "requestHeadersPolicy: {set: [{name: %s, value: v}]}", "n"))));
            for (String word : List.of("x", "10s", "second", "5xx", "10.0.0.0/8", "web", "h2c", "tls", "lax", "http", "Random", "1m", "GET", "^")) {
                harmless.addAll(Skeleton.of(text(proxy("p", "a.example", place, word))));
            }
            for (String text : HostileGatewayTest.TEXTS) {
                String configuration = text(proxy("p", "a.example", place, text));
                for (String line : Skeleton.of(configuration)) {
                    assertTrue(harmless.contains(line), () -> place + " = " + text + ": " + line + "\n" + configuration);
                }
            }
        }
    }

    @Test
    void noNameBecomesADirective() {
        for (String text : HostileGatewayTest.TEXTS) {
            String yaml = Manifests.yaml(text);
            String fqdn = text(ProxyFile.proxy("default", "p", "virtualhost: {fqdn: \"%s\"}, routes: [{services: [{name: web, port: 80}]}]".formatted(yaml)));
            String tcp = text(ProxyFile.proxy("default", "p",
                    "virtualhost: {fqdn: \"%s\", tls: {passthrough: true}}, tcpproxy: {services: [{name: web, port: 80}]}".formatted(yaml)));

            assertTrue(text.matches("418|default") || !fqdn.contains("owned") && !tcp.contains("owned"), text);
        }
        // Words that mean something in a map of nginx's are names of DNS too, and stand in quotes there.
        assertTrue(
                text(ProxyFile.proxy("default", "p", "virtualhost: {fqdn: default, tls: {passthrough: true}}, tcpproxy: {services: [{name: web, port: 80}]}"))
                        .contains("    \"default\" 127.0.0.1:21000;"));
    }

    /// What is led on to are addresses of the cluster's EndpointSlices, and nothing that an HTTPProxy says.
    @Test
    void nobodyIsReachedButPodsOfServicesOfTheirOwnNamespace() {
        String configuration = text(ProxyFile.root("p", "a.example", ProxyFile.route("", "services: [{name: 169.254.169.254, port: 80}, {name: web, port: 80}]")
                + "," + ProxyFile.route("{prefix: /x}", "services: [{name: kube-system/marina-ingress, port: 80}]")));

        assertFalse(configuration.contains("169.254") || configuration.contains("kube-system"));
        assertEquals(List.of("server 10.244.1.2:8080 max_fails=1 fail_timeout=1s;"),
                configuration.lines().map(String::strip).filter(line -> line.startsWith("server 1")).toList());
    }

    @Test
    void whatATenantFloodsIsBounded() {
        StringBuilder routes = new StringBuilder();
        for (int i = 0; i < 1_500; i++) {
            routes.append(ProxyFile.route("{regex: '/a%d.*'}, {header: {name: n, exact: v%1$d}}".formatted(i), ProxyFile.to("web"))).append(',');
        }
        StringBuilder roots = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            roots.append(ProxyFile.root("p" + i, "h%d.example".formatted(i), routes.substring(0, routes.length() - 1)));
        }
        WorldFromFile world = WorldFromFile.of(SERVICES);
        ProxyPlan plan = ProxyPlan.of(world, ProxyFile.of(roots.toString()));

        assertEquals(1, plan.hosts().size());
        assertTrue(NginxText.of(IngressPlan.of(world), GatewayPlan.NONE, plan, "100.64.255.254").length() < 64 << 20);
    }
}
