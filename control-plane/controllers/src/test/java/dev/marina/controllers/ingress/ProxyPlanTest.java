package dev.marina.controllers.ingress;

import static dev.marina.controllers.ingress.ProxyFile.proxy;
import static dev.marina.controllers.ingress.ProxyFile.root;
import static dev.marina.controllers.ingress.ProxyFile.route;
import static dev.marina.controllers.ingress.ProxyFile.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.controllers.ingress.ProxyRoute.Target;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What Contour says of HTTPProxies, sentence by sentence.
class ProxyPlanTest {

    private static final String SERVICES = Manifests.service("web", 8080, "10.244.1.2") + Manifests.service("cart", 8080, "10.244.1.3", "10.244.1.4")
            + Manifests.service("empty", 8080) + Manifests.service("team", 8080, "10.244.1.9").replace("namespace: default", "namespace: team") + """
                    apiVersion: v1
                    kind: Service
                    metadata: {name: far, namespace: default}
                    spec: {type: ExternalName, externalName: metadata.internal, ports: [{port: 80}]}
                    ---
                    """;

    private static ProxyPlan plan(String... manifests) {
        return ProxyPlan.of(WorldFromFile.of(SERVICES), ProxyFile.of(String.join("", manifests)));
    }

    private static Map<String, ProxyCondition> conditions(ProxyPlan plan) {
        return plan.conditions().entrySet().stream().collect(Collectors.toMap(each -> each.getKey().id(), Map.Entry::getValue));
    }

    /// `type/reason: message` of each error.
    private static List<String> errors(String id, String... manifests) {
        return conditions(plan(manifests)).get(id).errors().stream().map(each -> "%s/%s: %s".formatted(each.type(), each.reason(), each.message())).toList();
    }

    private static List<String> warnings(String... manifests) {
        return conditions(plan(manifests)).get("default/a").warnings().stream().map(ProxyCondition.Finding::message).toList();
    }

    /// Routes of the only host, as `KIND path` with what they lead to.
    private static List<String> routes(String... manifests) {
        return plan(manifests).hosts().getFirst().routes().stream().map(route -> "%s %s -> %s".formatted(route.match().kind(), route.match().path(),
                switch (route.target()) {
                    case Target.Answer answer -> String.valueOf(answer.status());
                    case Target.Away away -> "away " + away.status();
                    case Target.Services services -> services.backends().stream()
                            .map(each -> each.upstream().map(up -> up.name().split("_")[2]).orElse("nobody") + ":" + each.weight())
                            .collect(Collectors.joining(","));
                })).toList();
    }

    @Test
    void whatIsRightIsValid() {
        ProxyPlan plan = plan(root("a", "a.example", route("{prefix: /}", to("web"))));
        Map.Entry<GatewayObject, ObjectNode> status = ProxyReports.of(plan, List.of("100.64.0.7"), Instant.parse("2026-01-03T00:00:00.5Z")).entrySet()
                .iterator()
                .next();

        assertEquals("""
                {"conditions":[{"lastTransitionTime":"2026-01-03T00:00:00Z","message":"Valid HTTPProxy","observedGeneration":3,"reason":"Valid",\
                "status":"True","type":"Valid"}],"currentStatus":"valid","description":"Valid HTTPProxy","loadBalancer":{"ingress":[{"ip":"100.64.0.7"}]}}""",
                status.getValue().toString());
    }

    @Test
    void whatIsWrongIsInvalidAndWhatNobodyIncludesIsOrphaned() {
        ProxyPlan plan = plan(root("a", "a.example", route("{prefix: /}", to("absent"))), proxy("default", "b", "routes: [" + route("", to("web")) + "]"));
        Map<String, ObjectNode> all = ProxyReports.of(plan, List.of(), Instant.EPOCH).entrySet().stream()
                .collect(Collectors.toMap(each -> each.getKey().name(), Map.Entry::getValue));

        assertEquals("invalid", all.get("a").path("currentStatus").asText());
        assertEquals("At least one error present, see Errors for details", all.get("a").path("description").asText());
        assertEquals("""
                [{"message":"Spec.Routes unresolved service reference: service \\"default/absent\\" not found","reason":"ServiceUnresolvedReference",\
                "status":"True","type":"ServiceError"}]""", all.get("a").at("/conditions/0/errors").toString());
        assertEquals("ErrorPresent", all.get("a").at("/conditions/0/reason").asText());
        assertEquals("orphaned", all.get("b").path("currentStatus").asText());
        assertEquals("this HTTPProxy is not part of a delegation chain from a root HTTPProxy", all.get("b").path("description").asText());
    }

    @Test
    void whatIsToldStaysUntilItChanges() {
        String told = root("a", "a.example", route("", to("web"))).replace("\nspec:", """

                status: {currentStatus: valid, description: Valid HTTPProxy, loadBalancer: {ingress: []}, conditions: [{type: example.com/Mine, status: 'True'},
                  {type: Valid, status: 'True', reason: Valid, message: Valid HTTPProxy, observedGeneration: 3, lastTransitionTime: "2026-01-01T00:00:00Z"}]}
                spec:""");

        assertEquals(Map.of(), ProxyReports.of(plan(told), List.of(), Instant.EPOCH));
        ObjectNode other = ProxyReports.of(plan(told.replace("name: web", "name: absent")), List.of(), Instant.EPOCH).values().iterator().next();
        assertEquals("example.com/Mine", other.at("/conditions/0/type").asText());
        assertEquals("1970-01-01T00:00:00Z", other.at("/conditions/1/lastTransitionTime").asText());
    }

    @Test
    void anFqdnThatTwoHaveIsNobodys() {
        ProxyPlan plan = plan(root("a", "a.example", route("", to("web"))), proxy("team", "b", "virtualhost: {fqdn: A.example}, routes: [" + route("",
                to("team")) + "]"));

        assertEquals(List.of(), plan.hosts());
        plan.conditions().values().forEach(condition -> assertEquals("fqdn \"a.example\" is used in multiple HTTPProxies: default/a, team/b",
                condition.errors().getFirst().message()));
    }

    @Test
    void theOlderOfAnIngressAndAnHttpProxyHasTheName() {
        WorldFromFile ingress = WorldFromFile.of(SERVICES + Manifests.ingress("i", "a.example", "Prefix", "/", "web", Map.of()));
        ProxyWorld younger = ProxyFile.of(root("a", "a.example", route("", to("web"))));
        ProxyWorld older = ProxyFile.of(root("a", "a.example", route("", to("web"))).replace("2026-01-02", "2025-01-02"));

        HostClaims claims = HostClaims.of(ingress.ingresses(), younger.proxies());
        assertEquals("fqdn \"a.example\" is the older Ingress default/i's", ProxyPlan.of(ingress, younger).conditions().values().iterator().next().errors()
                .getFirst().message());
        assertEquals(List.of(), IngressPlan.of(ingress, claims, 10).findings());

        claims = HostClaims.of(ingress.ingresses(), older.proxies());
        assertEquals(1, ProxyPlan.of(ingress, older).hosts().size());
        IngressPlan left = IngressPlan.of(ingress, claims, 10);
        assertEquals(List.of(), left.hosts());
        assertEquals("PathTaken spec.rules[0].host: \"a.example\" is the older HTTPProxy default/a's", left.findings().getFirst().reason() + " "
                + left.findings().getFirst().message());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "virtualhost: {fqdn: ' '}, routes: [{services: [{name: web, port: 80}]}] | VirtualHostError/FQDNNotSpecified: Spec.VirtualHost.Fqdn must be specified",
            "virtualhost: {fqdn: a.example} | SpecError/NothingDefined: HTTPProxy.Spec must have at least one Route, Include, or a TCPProxy",
            "virtualhost: {fqdn: a.example, tls: {}}, routes: [{services: [{name: web, port: 80}]}] "
                    + "| TLSError/TLSConfigNotValid: Spec.VirtualHost.TLS: neither Passthrough nor SecretName were specified",
            "virtualhost: {fqdn: a.example, tls: {passthrough: true, secretName: s}}, tcpproxy: {services: [{name: web, port: 80}]} "
                    + "| TLSError/TLSConfigNotValid: Spec.VirtualHost.TLS: both Passthrough and SecretName were specified",
            "virtualhost: {fqdn: a.example, tls: {secretName: absent}}, routes: [{services: [{name: web, port: 80}]}] "
                    + "| TLSError/SecretNotValid: Spec.VirtualHost.TLS Secret \"absent\" is invalid: Secret not found",
            "virtualhost: {fqdn: a.example, tls: {secretName: team/absent}}, routes: [{services: [{name: web, port: 80}]}] "
                    + "| TLSError/DelegationNotPermitted: Spec.VirtualHost.TLS Secret \"team/absent\" certificate delegation not permitted",
            "virtualhost: {fqdn: a.example}, tcpproxy: {services: [{name: web, port: 80}]} "
                    + "| TCPProxyError/TLSMustBeConfigured: Spec.TCPProxy requires that either Spec.TLS.Passthrough or Spec.TLS.SecretName be set",
            "virtualhost: {fqdn: a.example, tls: {passthrough: true}}, tcpproxy: {} | TCPProxyError/NothingDefined: either services or inclusion must be specified",
            "virtualhost: {fqdn: a.example, tls: {passthrough: true}}, tcpproxy: {services: [{name: web, port: 80}], include: {name: x}} "
                    + "| TCPProxyError/NoServicesAndInclude: cannot specify services and include in the same httpproxy",
            "virtualhost: {fqdn: a.example, tls: {passthrough: true}}, tcpproxy: {include: {name: x, namespace: team}} "
                    + "| TCPProxyIncludeError/IncludeNotFound: include team/x not found",
            "virtualhost: {fqdn: a.example, tls: {passthrough: true}}, tcpproxy: {services: [{name: absent, port: 80}]} "
                    + "| TCPProxyError/ServiceUnresolvedReference: Spec.TCPProxy unresolved service reference: service \"default/absent\" not found",
            "virtualhost: {fqdn: a.example, authorization: {extensionRef: {name: auth}}}, routes: [{services: [{name: web, port: 80}]}] "
                    + "| AuthError/AuthNotPermitted: Spec.VirtualHost.Authorization.ExtensionServiceRef can only be defined for root HTTPProxies that terminate TLS",
            "virtualhost: {fqdn: a.example, corsPolicy: {allowOrigin: [], allowMethods: [GET]}}, routes: [{services: [{name: web, port: 80}]}] "
                    + "| CORSError/PolicyDidNotParse: Spec.VirtualHost.CORSPolicy: invalid allowed origin configuration with length 0",
            "virtualhost: {fqdn: a.example}, includes: [{name: x}] | IncludeError/IncludeNotFound: include default/x not found",
            "virtualhost: {fqdn: a.example}, includes: [{name: a}] "
                    + "| IncludeError/RootIncludesRoot: root httpproxy cannot include another root httpproxy (default/a)",
            "virtualhost: {fqdn: a.example}, includes: [{name: x, conditions: [{exact: /x}]}] "
                    + "| IncludeError/PathMatchConditionsNotValid: include: exact conditions are not allowed in includes block"})
    void ofAVirtualHostItIsSaid(String spec, String error) {
        assertEquals(List.of(error), errors("default/a", proxy("default", "a", spec)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "conditions: [{prefix: x}], services: [{name: web, port: 80}] "
                    + "| RouteError/PathMatchConditionsNotValid: route: prefix conditions must start with /, x was supplied",
            "conditions: [{prefix: /x}, {prefix: /y}], services: [{name: web, port: 80}] "
                    + "| RouteError/PathMatchConditionsNotValid: route: more than one prefix, exact or regex is not allowed in a condition block",
            "conditions: [{header: {name: x, exact: a}}, {header: {name: X, exact: b}}], services: [{name: web, port: 80}] "
                    + "| RouteError/HeaderMatchConditionsNotValid: cannot specify duplicate header 'exact match' conditions in the same route",
            "conditions: [{header: {name: x, present: true}}, {header: {name: X, notpresent: true}}], services: [{name: web, port: 80}] "
                    + "| RouteError/HeaderMatchConditionsNotValid: cannot specify contradictory 'present' and 'notpresent' conditions for the same route and header",
            "conditions: [{queryParameter: {name: x}}], services: [{name: web, port: 80}] "
                    + "| RouteError/QueryParameterMatchConditionsNotValid: must specify at least one query parameter condition",
            "conditions: [{queryParameter: {name: x, exact: a, prefix: b}}], services: [{name: web, port: 80}] "
                    + "| RouteError/QueryParameterMatchConditionsNotValid: cannot specify more than one condition in the same match condition branch",
            "conditions: [], services: [] | RouteError/RouteActionCountNotValid: must set exactly one of route.services or route.requestRedirectPolicy or "
                    + "route.directResponsePolicy",
            "services: [{name: web, port: 80}], timeoutPolicy: {response: soon} | RouteError/TimeoutPolicyNotValid: route.timeoutPolicy failed to parse: "
                    + "error parsing response timeout: unable to parse timeout string \"soon\": time: invalid duration \"soon\"",
            "services: [{name: web, port: 80}], requestHeadersPolicy: {set: [{name: 'a b', value: c}]} "
                    + "| RouteError/RequestHeadersPolicyInvalid: invalid set header \"a b\": [a valid HTTP header must consist of alphanumeric characters or '-' "
                    + "(e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')] on request headers",
            "services: [{name: web, port: 80}], responseHeadersPolicy: {set: [{name: host, value: c}]} "
                    + "| RouteError/ResponseHeaderPolicyInvalid: rewriting \"Host\" header is not supported on response headers",
            "services: [{name: web, port: 80}], responseHeadersPolicy: {remove: [x-a, X-A]} "
                    + "| RouteError/ResponseHeaderPolicyInvalid: duplicate header removal: \"X-A\" on response headers",
            "services: [{name: web, port: 80}], conditions: [{exact: /x}], pathRewritePolicy: {replacePrefix: [{replacement: /y}]} "
                    + "| PrefixReplaceError/MustHavePrefix: cannot specify prefix replacements without a prefix condition",
            "services: [{name: web, port: 80}], pathRewritePolicy: {replacePrefix: [{replacement: /y}, {replacement: /z}]} "
                    + "| PrefixReplaceError/AmbiguousReplacement: ambiguous prefix replacement",
            "services: [{name: web, port: 80}], pathRewritePolicy: {replacePrefix: [{prefix: /x, replacement: /y}, {prefix: /x, replacement: /z}]} "
                    + "| PrefixReplaceError/DuplicateReplacement: duplicate replacement prefix '/x'",
            "services: [{name: web, port: 80}], rateLimitPolicy: {local: {requests: 0, unit: second}} "
                    + "| RouteError/RateLimitPolicyNotValid: route.rateLimitPolicy is invalid: invalid requests value 0 in local rate limit policy",
            "services: [{name: web, port: 80}], ipAllowPolicy: [{cidr: 10.0.0.0/8, source: Peer}], ipDenyPolicy: [{cidr: 10.0.0.0/8, source: Peer}] "
                    + "| IPFilterError/IncompatibleIPAddressFilters: cannot specify both `ipAllowPolicy` and `ipDenyPolicy`",
            "services: [{name: web, port: 80}], cookieRewritePolicies: [{name: c}] "
                    + "| RouteError/CookieRewritePoliciesInvalid: no attributes rewritten for cookie \"c\" on route cookie rewrite rules",
            "services: [{name: web, port: 81}] | ServiceError/ServiceUnresolvedReference: Spec.Routes unresolved service reference: port \"81\" on service "
                    + "\"default/web\" not matched",
            "services: [{name: web, port: 0}] | ServiceError/ServicePortInvalid: service \"web\": port must be in the range 1-65535",
            "services: [{name: web, port: 80, protocol: ftp}] | ServiceError/UnsupportedProtocol: unsupported protocol: ftp",
            "services: [{name: far, port: 80}] | ServiceError/ServiceUnresolvedReference: Spec.Routes unresolved service reference: default/far is an ExternalName "
                    + "service, these are not currently enabled. See the config.enableExternalNameService config file setting",
            "services: [{name: web, port: 80}, {name: cart, port: 80, mirror: true}, {name: empty, port: 80, mirror: true}] "
                    + "| ServiceError/OnlyOneMirror: only one service per route may be nominated as mirror",
            "services: [{name: web, port: 80, protocol: tls, validation: {caSecret: absent, subjectName: a}}] "
                    + "| ServiceError/TLSUpstreamValidation: Service [web:80] TLS upstream validation policy error: invalid CA Secret \"default/absent\": "
                    + "Secret not found",
            "requestRedirectPolicy: {path: /x, prefix: /y} | RouteError/RequestRedirectPolicy: route.requestRedirectPolicy is invalid: "
                    + "cannot specify both redirect path and redirect prefix"})
    void ofARouteItIsSaid(String route, String error) {
        assertEquals(List.of(error), errors("default/a", root("a", "a.example", "{" + route + "}")));
    }

    @Test
    void whatIsNotServedIsSaidAndTheRestIs() {
        String manifest = root("a", "a.example", route("", to("web")
                + ", healthCheckPolicy: {path: /}, retryPolicy: {retryOn: [retriable-4xx, 5xx]}, cookieRewritePolicies: [{name: c, secure: true, pathRewrite: {value: /}}],"
                + " loadBalancerPolicy: {strategy: RequestHash, requestHashPolicies: [{terminal: true}]}"));

        assertEquals(List.of("ignoring field \"Spec.Routes.RetryPolicy.RetryOn\"; retriable-4xx is not served",
                "ignoring invalid request hash policy, must set exactly one of hashSourceIP or headerHashOptions or queryParameterHashOptions",
                "ignoring invalid request hash policy options, setting load balancer strategy to default RoundRobin",
                "ignoring field \"CookieRewritePolicies.pathRewrite\"; nginx changes the paths and domains of all cookies or of none"), warnings(manifest));
        assertEquals(List.of("START / -> web:1"), routes(manifest));
    }

    @Test
    void oneRouteThatIsWrongTakesTheOthersWithItAndOneThatRefersToNothingDoesNot() {
        assertEquals(List.of(), routes(root("a", "a.example", route("{prefix: /}", to("web")) + ", {conditions: [{prefix: x}], " + to("web") + "}")));
        assertEquals(List.of("START /x -> 503", "START / -> web:1"),
                routes(root("a", "a.example", route("{prefix: /}", to("web")) + "," + route("{prefix: /x}", to("absent")))));
    }

    @Test
    void howManyFailuresAreTooManyIsSaidByTheHealthCheck() {
        ProxyPlan plan = plan(
                root("a", "a.example", route("{prefix: /a}", to("web") + ", healthCheckPolicy: {path: /, unhealthyThresholdCount: 7, intervalSeconds: 20}")
                        + "," + route("{prefix: /b}", to("web") + ", healthCheckPolicy: {path: /}") + "," + route("{prefix: /c}", to("web"))));

        assertEquals(List.of("max_fails=7 fail_timeout=20s", "max_fails=3 fail_timeout=5s", "max_fails=1 fail_timeout=1s"),
                plan.upstreams().stream().map(upstream -> upstream.aside().toString()).toList());
    }

    private static List<String> checks(ProxyPlan plan) {
        return new String(plan.files().getOrDefault(HealthCheck.FILE, new byte[0]), java.nio.charset.StandardCharsets.US_ASCII).lines()
                .map(line -> line.split(" ", 2)[1]).sorted().toList();
    }

    @Test
    void podsAreAskedAsThePolicySaysWithinBounds() {
        String[] manifests = {root("a", "a.example", route("{prefix: /a}", to("web")
                + ", healthCheckPolicy: {path: '/up?x=1', host: pods.example, intervalSeconds: 20,"
                + " timeoutSeconds: 7, unhealthyThresholdCount: 4, healthyThresholdCount: 6, expectedStatuses: [{start: 200, end: 300}, {start: 404, end: 405}]}")
                + "," + route("{prefix: /b}", to("web") + ", healthCheckPolicy: {path: /}")
                + "," + route("{prefix: /c}", to("web") + ", healthCheckPolicy: {path: /c, intervalSeconds: 1, timeoutSeconds: 9999999999,"
                        + " unhealthyThresholdCount: -1, healthyThresholdCount: 9999999999}")
                + "," + route("{prefix: /d}", "services: [{name: web, port: 80, protocol: h2c}], healthCheckPolicy: {path: /d}")
                + "," + route("{prefix: /e}", to("web") + ", healthCheckPolicy: {path: '/e e'}")
                + "," + route("{prefix: /f}", to("web") + ", healthCheckPolicy: {path: /f, host: 'a b'}"))};

        assertEquals(List.of("2 10 3 100 10.244.1.2 8080 200-201 contour-envoy-healthcheck /c", "20 7 4 6 10.244.1.2 8080 200-300,404-405 pods.example /up?x=1",
                "5 2 3 2 10.244.1.2 8080 - - -", "5 2 3 2 10.244.1.2 8080 200-201 contour-envoy-healthcheck /"), checks(plan(manifests)));
        assertEquals(List.of(
                "ignoring field \"Spec.Routes.HealthCheckPolicy.Path\"; pods that are spoken to by TLS or HTTP/2 are asked only whether they accept connections",
                "ignoring field \"Spec.Routes.HealthCheckPolicy\"; Path \"/e e\" is not asked for; one that begins with / and has letters, digits and"
                        + " / . _ ~ ! & ( ) * + , ; = : @ % ? - is",
                "ignoring field \"Spec.Routes.HealthCheckPolicy\"; Host \"a b\" is no name of DNS"), warnings(manifests));
    }

    @Test
    void oneEntranceAsksSoManyPodsAndWhoIsNotAskedIsTold() {
        String[] addresses = java.util.stream.IntStream.range(1, 80).mapToObj(i -> "10.244.2." + i).toArray(String[]::new);
        String policy = ", healthCheckPolicy: {path: %s}";
        ProxyPlan plan = ProxyPlan.of(WorldFromFile.of(Manifests.service("many", 8080, addresses)), ProxyFile.of(root("a", "a.example",
                route("{prefix: /a}", to("many") + policy.formatted("/a")) + "," + route("{prefix: /b}", to("many") + policy.formatted("/b")) + ","
                        + route("{prefix: /c}", to("many") + policy.formatted("/a") + ", loadBalancerPolicy: {strategy: Random}"))));

        assertEquals(79, checks(plan).size());
        assertEquals(List.of(true, false, true), plan.upstreams().stream().map(upstream -> upstream.check().isPresent()).toList());
        assertEquals(List.of("ignoring field \"Spec.Routes.HealthCheckPolicy\"; one entrance asks 100 pods, and older HTTPProxies have them"),
                conditions(plan).get("default/a").warnings().stream().map(ProxyCondition.Finding::message).toList());
    }

    // -- delegation

    @Test
    void includesLeadToOtherNamespacesAndTheirConditionsAddUp() {
        String[] manifests = {proxy("default", "a", "virtualhost: {fqdn: a.example}, routes: [" + route("{prefix: /}", to("web"))
                + "], includes: [{name: b, namespace: team, conditions: [{prefix: /team}, {header: {name: x-team, present: true}}]}]"),
                proxy("team", "b", "routes: [" + route("{prefix: /one}", to("team")) + "," + route("{exact: /two}", to("team")) + ","
                        + route("{regex: '/[0-9]+'}", to("team")) + "," + route("", to("team")) + "]")};

        assertEquals(List.of("EXACT /team/two -> team:1", "REGEX ^(?:/team/[0-9]+)$ -> team:1", "START /team/one -> team:1", "START /team -> team:1",
                "START / -> web:1"), routes(manifests));
        assertEquals(List.of(List.of("x-team"), List.of()), plan(manifests).hosts().getFirst().routes().stream().map(ProxyRoute::match)
                .map(match -> match.headers().stream().map(RouteMatch.Value::name).toList()).distinct().toList());
        assertTrue(conditions(plan(manifests)).values().stream().allMatch(ProxyCondition::valid));
    }

    @Test
    void aChildHasServicesOfItsOwnNamespaceOnly() {
        assertEquals(List.of("ServiceError/ServiceUnresolvedReference: Spec.Routes unresolved service reference: service \"team/web\" not found"),
                errors("team/b", proxy("default", "a", "virtualhost: {fqdn: a.example}, includes: [{name: b, namespace: team}]"),
                        proxy("team", "b", "routes: [" + route("", to("web")) + "]")));
    }

    @Test
    void whatWasToBeIncludedAndIsNotIsAnsweredWith502() {
        assertEquals(List.of("START /gone -> 502", "START / -> web:1"), routes(proxy("default", "a", "virtualhost: {fqdn: a.example}, routes: ["
                + route("", to("web")) + "], includes: [{name: gone, conditions: [{prefix: /gone}]}]")));
    }

    @Test
    void whoeverIncludesItselfIsToldTheWholeCircle() {
        String[] manifests = {proxy("default", "a", "virtualhost: {fqdn: a.example}, includes: [{name: b, namespace: team}]"),
                proxy("team", "b", "includes: [{name: c, namespace: team}]"), proxy("team", "c", "includes: [{name: b, namespace: team}]")};

        assertEquals(List.of("IncludeError/IncludeCreatesCycle: include creates an include cycle: default/a -> team/b -> team/c -> team/b"),
                errors("team/b", manifests));
        assertEquals(List.of(), errors("default/a", manifests));
    }

    @Test
    void twoIncludesMayNotAskForTheSame() {
        String child = proxy("default", "b", "routes: [" + route("", to("web")) + "]") + proxy("default", "c", "routes: [" + route("", to("cart")) + "]");
        String both = "virtualhost: {fqdn: a.example}, includes: [{name: b, conditions: [{prefix: %s}]}, {name: c, conditions: [{prefix: %1$s}]}]";

        assertEquals(List.of("IncludeError/DuplicateMatchConditions: duplicate conditions defined on an include"),
                errors("default/a", proxy("default", "a", both.formatted("/x")), child));
        assertEquals(List.of(), errors("default/a", proxy("default", "a", both.formatted("/")), child), "those that take everything were allowed once");
    }

    @Test
    void certificatesOfOtherNamespacesAreThoseThatTheyDelegate() throws IOException {
        WorldFromFile secrets = WorldFromFile.of(SERVICES).with(WorldFromFile.of(IngressPlanTest.read("tls.input.yaml").replace("namespace: default",
                "namespace: team")).objects().stream().filter(object -> object.getKind().equals("Secret")).toArray(HasMetadata[]::new));
        String proxy = proxy("default", "a", "virtualhost: {fqdn: a.example, tls: {secretName: team/cert}}, routes: [" + route("", to("web")) + "]");
        String delegation = """
                apiVersion: projectcontour.io/v1
                kind: TLSCertificateDelegation
                metadata: {name: d, namespace: team}
                spec: {delegations: [{secretName: cert, targetNamespaces: [%s]}]}
                ---
                """;

        assertEquals(1, ProxyPlan.of(secrets, ProxyFile.of(proxy + delegation.formatted("default"))).hosts().size());
        assertEquals(1, ProxyPlan.of(secrets, ProxyFile.of(proxy + delegation.formatted("'*'"))).files().size());
        for (String without : List.of(proxy, proxy + delegation.formatted("other"), proxy + delegation.formatted("default").replace("secretName: cert",
                "secretName: other"))) {
            assertEquals(List.of(), ProxyPlan.of(secrets, ProxyFile.of(without)).hosts());
            assertEquals(Map.of(), ProxyPlan.of(secrets, ProxyFile.of(without)).files());
        }
    }

    // -- what is bounded

    @Test
    void includesThatDoubleWithEachStepEndAtABound() {
        StringBuilder bomb = new StringBuilder(proxy("default", "a", "virtualhost: {fqdn: a.example}, includes: [{name: n0}]"));
        for (int i = 0; i < 30; i++) {
            bomb.append(proxy("default", "n" + i,
                    "includes: [{name: n%d, conditions: [{prefix: /a}]}, {name: n%1$d, conditions: [{prefix: /b}]}]".formatted(i + 1)));
        }
        bomb.append(proxy("default", "n30", "routes: [" + route("", to("web")) + "]")).append(root("b", "b.example", route("", to("web"))));
        ProxyPlan plan = plan(bomb.toString());

        assertEquals(List.of("b.example"), plan.hosts().stream().map(ProxyHost::name).toList(), "others are served");
        assertEquals("TooLarge", conditions(plan).get("default/a").errors().getLast().reason());
    }

    @Test
    void whatIsMoreThanIsServedIsCutAtTheYoungest() {
        ProxyWorld world = ProxyFile.of(root("a", "a.example", route("", to("web"))) + root("b", "b.example", route("", to("web"))));
        ProxyPlan plan = ProxyPlan.of(WorldFromFile.of(SERVICES), world, HostClaims.NONE, 1);

        assertEquals(List.of("a.example"), plan.hosts().stream().map(ProxyHost::name).toList());
        assertEquals("invalid", conditions(plan).get("default/b").currentStatus());
    }

    @ParameterizedTest
    @CsvSource({"1h30m,PT1H30M", "1.5s,PT1.5S", "300ms,PT0.3S", "infinity,PT0S", "0s,-", "'',-", "5,!", "1d,!", "s,!"})
    void durationsAreGos(String text, String expected) {
        String read;
        try {
            read = GoDuration.timeout(text).map(Object::toString).orElse("-");
        } catch (GoDuration.Unreadable _) {
            read = "!";
        }
        assertEquals(expected, read);
    }
}
