package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two tenants publish an application by a Service of type LoadBalancer and by a Gateway; whoever comes to a tenant's address finds that
/// tenant's.
@Order(3)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoadBalancerE2E {

    private static final Duration START = Duration.ofMinutes(4);

    private Tenant left;
    private Tenant right;

    @BeforeAll
    void twoTenants(Marina marina) throws IOException {
        left = marina.signUp("left-lb");
        right = marina.signUp("right-lb");
        for (Tenant tenant : List.of(left, right)) {
            tenant.awaitReady();
            tenant.kubectl("apply", "-f", Marina.CHECKOUT.resolve("examples/gateway-api/definitions.yaml").toString()).succeeded();
            tenant.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s").succeeded();
            apply(tenant, """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web, labels: {app: web}}
                    spec:
                      terminationGracePeriodSeconds: 0
                      containers:
                      - name: main
                        image: marina/busybox:1
                        command: [sh, -c, 'mkdir -p /www/cgi-bin; printf "#!/bin/sh\\necho; echo %1$s \\$REMOTE_ADDR\\n" > /www/cgi-bin/who; chmod +x /www/cgi-bin/who; httpd -f -p 8080 -h /www']
                        ports: [{containerPort: 8080}]
                        readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: web}
                    spec: {type: LoadBalancer, externalTrafficPolicy: Local, selector: {app: web}, ports: [{port: 8000, targetPort: 8080}]}
                    ---
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: Gateway
                    metadata: {name: edge}
                    spec: {gatewayClassName: marina, listeners: [{name: http, port: 8088, protocol: HTTP}]}
                    ---
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: HTTPRoute
                    metadata: {name: who}
                    spec:
                      parentRefs: [{name: edge}]
                      hostnames: [who.example]
                      rules:
                      - matches: [{path: {type: Exact, value: /who}}]
                        filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplaceFullPath, replaceFullPath: /cgi-bin/who}}}]
                        backendRefs: [{name: web, port: 8000}]
                    """.formatted(tenant.name()));
        }
    }

    private static void apply(Tenant tenant, String manifests) {
        tenant.kubectlWithInput(manifests, "apply", "-f", "-").succeeded();
    }

    private static String asked(Tenant tenant, String what, String path) {
        return Await.until("%s of %s has an address".formatted(what, tenant.name()), START,
                () -> tenant.kubectl("get", what, "-o", "jsonpath={" + path + "}").succeeded().output().trim(), address -> !address.isEmpty());
    }

    private static String curl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "-m", "5"));
        command.addAll(List.of(arguments));
        return Program.run(Marina.CHECKOUT, Map.of(), Duration.ofSeconds(30), command).output().strip();
    }

    private static String balanced(Tenant tenant) {
        return asked(tenant, "service/web", ".status.loadBalancer.ingress[0].ip");
    }

    @Test
    void anAddressLeadsToItsTenantsPodsWhoSeeTheClient() {
        assertNotEquals(balanced(left), balanced(right));
        for (Tenant tenant : List.of(left, right)) {
            String address = balanced(tenant);
            String said = Await.until("the load balancer of " + tenant.name() + " answers", START, () -> curl("http://" + address + ":8000/cgi-bin/who"),
                    answer -> answer.startsWith(tenant.name()));
            assertTrue(said.matches(tenant.name() + " \\[?(::ffff:)?100\\.\\d+\\.255\\.254\\]?"), said);
            assertTrue(tenant.kubectl("exec", "web", "--", "wget", "-q", "-O", "-", "http://" + address + ":8000/cgi-bin/who").succeeded().output()
                    .startsWith(tenant.name()));
            String events = tenant.kubectl("get", "events", "--field-selector", "involvedObject.kind=Service", "-o", "jsonpath={.items[*].reason}").succeeded()
                    .output();
            assertTrue(events.contains("EnsuringLoadBalancer") && events.contains("EnsuredLoadBalancer"), events);
        }
    }

    @Test
    void whoeverWritesAnothersAddressIntoItsStatusGetsNone() {
        String stolen = balanced(left);
        apply(right, """
                apiVersion: v1
                kind: Service
                metadata: {name: thief}
                spec: {type: LoadBalancer, loadBalancerClass: example.com/own, selector: {app: web}, ports: [{port: 8000, targetPort: 8080}]}
                """);
        right.kubectl("patch", "service", "thief", "--subresource=status", "--type=merge", "-p",
                "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"%s\"}]}}}".formatted(stolen)).succeeded();
        Await.until("the load balancer answers", START, () -> curl("http://" + stolen + ":8000/cgi-bin/who"), answer -> answer.startsWith(left.name()));
        for (int i = 0; i < 20; i++) {
            assertTrue(curl("http://" + stolen + ":8000/cgi-bin/who").startsWith(left.name()));
        }
    }

    @Test
    void aGatewayLeadsWhereItsRoutesSay() {
        for (Tenant tenant : List.of(left, right)) {
            String address = asked(tenant, "gateway/edge", ".status.addresses[0].value");
            Await.until("the Gateway of " + tenant.name() + " answers", START,
                    () -> curl("-H", "Host: who.example", "http://" + address + ":8088/who"), answer -> answer.startsWith(tenant.name()));
            assertEquals("404", curl("-o", "/dev/null", "-w", "%{http_code}", "-H", "Host: who.example", "http://" + address + ":8088/other"));
            assertEquals("True", asked(tenant, "gateway/edge", ".status.conditions[?(@.type==\"Programmed\")].status"));
        }
    }

    @Test
    void theExampleIsTaken() throws IOException {
        apply(left, Files.readString(Marina.CHECKOUT.resolve("examples/gateway-api/shop.yaml")).replace("{name: edge}", "{name: shop-edge}"));
        String address = asked(left, "gateway/shop-edge", ".status.addresses[0].value");
        Await.until("the second version answers", START, () -> curl("-H", "Host: shop.example", "-H", "version: two", "http://" + address + "/"),
                "two"::equals);
    }
}
