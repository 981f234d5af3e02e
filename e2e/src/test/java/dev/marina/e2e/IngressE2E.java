package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Two tenants publish an application under the same names by Ingresses; whoever comes to a tenant's nodes finds that tenant's.
@Order(3)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IngressE2E {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration START = Duration.ofMinutes(3);

    @TempDir
    private static Path work;
    private Tenant left;
    private Tenant right;

    @BeforeAll
    void twoTenants(Marina marina) throws IOException {
        left = marina.signUp("left");
        right = marina.signUp("right");
        for (Tenant tenant : List.of(left, right)) {
            tenant.awaitReady();
            assertEquals("", tenant.kubectl("get", "pods", "-n", "kube-system", "-o", "name").succeeded().output(), "without an Ingress nothing runs");
            apply(tenant, application(tenant, "web", 2) + application(tenant, "cart", 1) + SelfSigned.secret(work, tenant, "secure.example") + """
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata: {name: shop}
                    spec:
                      tls: [{hosts: [secure.example], secretName: secure}]
                      rules:
                      - host: shop.example
                        http:
                          paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
                          - {path: /cart, pathType: Prefix, backend: {service: {name: cart, port: {name: http}}}}
                          - {path: /absent, pathType: Prefix, backend: {service: {name: absent, port: {number: 80}}}}
                      - host: secure.example
                        http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
                    """);
        }
        for (Tenant tenant : List.of(left, right)) {
            Await.until("the entrance of " + tenant.name() + " answers", START, () -> ask(tenant, "shop.example", "/"), page(tenant, "web")::equals);
        }
    }

    private static void apply(Tenant tenant, String manifests) {
        tenant.kubectlWithInput(manifests, "apply", "-f", "-").succeeded();
    }

    private static String application(Tenant tenant, String name, int replicas) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s}
                spec:
                  replicas: %2$d
                  selector: {matchLabels: {app: %1$s}}
                  strategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      terminationGracePeriodSeconds: 20
                      containers:
                      - name: main
                        image: marina/busybox:1
                        command: [sh, -c, 'mkdir -p /www/cart; echo %3$s | tee /www/index.html > /www/cart/index.html; httpd -f -p 8080 -h /www']
                        ports: [{containerPort: 8080}]
                        readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}
                        lifecycle: {preStop: {sleep: {seconds: 4}}}
                        resources: {requests: {cpu: 10m, memory: 8Mi}}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s}
                spec: {selector: {app: %1$s}, ports: [{name: http, port: 80, targetPort: 8080}]}
                ---
                """.formatted(name, replicas, page(tenant, name));
    }

    private static String page(Tenant tenant, String name) {
        return name + "-of-" + tenant.name();
    }

    /// Where its Ingress says that people come in.
    private static String entrance(Tenant tenant) {
        return Await.until("the Ingress of " + tenant.name() + " says where it is", START,
                () -> tenant.kubectl("get", "ingress", "shop", "-o", "jsonpath={.status.loadBalancer.ingress[0].ip}").succeeded().output().trim(),
                address -> !address.isEmpty());
    }

    /// The page; its status where that is not 200.
    private static String ask(Tenant tenant, String host, String path, String... more) {
        List<String> arguments = new ArrayList<>(List.of("-H", "Host: " + host, "http://" + entrance(tenant) + path));
        arguments.addAll(List.of(more));
        return Curl.word(arguments.toArray(String[]::new));
    }

    @Test
    void hostsAndPathsLeadToTheTenantsOwnPods() {
        for (Tenant tenant : List.of(left, right)) {
            assertEquals(page(tenant, "web"), ask(tenant, "shop.example", "/"));
            assertEquals(page(tenant, "cart"), ask(tenant, "shop.example", "/cart/"));
            assertEquals("503", ask(tenant, "shop.example", "/absent"));
            assertEquals("404", ask(tenant, "elsewhere.example", "/"));
            assertTrue(
                    tenant.kubectl("get", "events", "--field-selector", "involvedObject.kind=Ingress", "-o", "jsonpath={.items[*].reason}").succeeded().output()
                            .contains("ServiceNotFound"));
        }
        assertTrue(!entrance(left).equals(entrance(right)));
    }

    @Test
    void tlsIsEndedByTheTenantsOwnCertificate() {
        for (Tenant tenant : List.of(left, right)) {
            String address = entrance(tenant);
            Program own = Curl.run("--cacert", work.resolve(tenant.name() + ".crt").toString(), "--resolve", "secure.example:443:" + address,
                    "https://secure.example/");
            assertEquals(page(tenant, "web"), own.succeeded().output().strip());
            Tenant other = tenant == left ? right : left;
            assertEquals(60,
                    Curl.run("--cacert", work.resolve(other.name() + ".crt").toString(), "--resolve", "secure.example:443:" + address,
                            "https://secure.example/")
                            .exitCode());
            assertEquals("308", ask(tenant, "secure.example", "/"));
        }
    }

    /// By name through the platform's front, whose authority vouches for these names.
    @Test
    void anApplicationHasANameOfItsTenantsFromOutside(Marina marina) throws IOException {
        Path authority = work.resolve("apps-ca.pem");
        Files.writeString(authority, marina.get("/apps-ca.pem", "").expect(200).body());
        for (Tenant tenant : List.of(left, right)) {
            // The other tenant's name in one's own Ingress leads nobody there.
            Tenant other = tenant == left ? right : left;
            apply(tenant, ingress("named", name(tenant), "/", "web", Map.of()) + "---\n" + ingress("foreign", name(other), "/", "cart", Map.of()));
        }
        for (Tenant tenant : List.of(left, right)) {
            Await.until("the name leads to its tenant", SOON, () -> named(marina, authority, name(tenant)), page(tenant, "web")::equals);
        }
        for (Tenant tenant : List.of(left, right)) {
            for (int i = 0; i < 20; i++) {
                assertEquals(page(tenant, "web"), named(marina, authority, name(tenant)));
            }
        }
        // Nobody vouches for the name of a tenant who is not there, or has no entrance.
        assertEquals("000", named(marina, authority, "web.nobody." + Marina.APPS_DOMAIN));
        assertEquals("404", named(marina, authority, "other." + left.name() + "." + Marina.APPS_DOMAIN));
    }

    private static String name(Tenant tenant) {
        return "web." + tenant.name() + "." + Marina.APPS_DOMAIN;
    }

    private static String named(Marina marina, Path authority, String name) {
        int port = java.net.URI.create(marina.console()).getPort();
        return Curl.word("--cacert", authority.toString(), "--resolve", name + ":" + port + ":127.0.0.1", "https://" + name + ":" + port + "/");
    }

    @Test
    void aPartOfTheRequestsGoesToTheCanary() {
        apply(left, application(left, "next", 1) + ingress("next", "shop.example", "/", "next", Map.of("canary", "true", "canary-weight", "25",
                "canary-by-header", "X-Next")));
        Await.until("the canary answers who asks for it", SOON, () -> ask(left, "shop.example", "/", "-H", "X-Next: always"), page(left, "next")::equals);

        long canary = IntStream.range(0, 200).filter(_ -> ask(left, "shop.example", "/").equals(page(left, "next"))).count();

        // Of 200 with probability 0.25, five standard deviations to each side.
        assertTrue(canary > 50 - 31 && canary < 50 + 31, canary + " of 200");
        left.kubectl("delete", "ingress", "next").succeeded();
        left.kubectl("delete", "deployment,service", "next").succeeded();
    }

    private static String ingress(String name, String host, String path, String service, Map<String, String> annotations) {
        StringBuilder all = new StringBuilder();
        annotations.forEach((key, value) -> all.append("    nginx.ingress.kubernetes.io/%s: \"%s\"\n".formatted(key, value)));
        return """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: %s
                  annotations:
                    example.com/by: test
                %sspec:
                  rules:
                  - host: %s
                    http: {paths: [{path: %s, pathType: Prefix, backend: {service: {name: %s, port: {number: 80}}}}]}
                """.formatted(name, all, host, path, service);
    }

    @Test
    void aRolloutBehindItAndChangesOfItLoseNoRequest() throws Exception {
        try (CountingClient client = CountingClient.start(entrance(right), "shop.example", 4)) {
            right.kubectl("rollout", "restart", "deployment/web").succeeded();
            for (int i = 0; i < 5; i++) {
                apply(right, ingress("more-" + i, "more-%d.example".formatted(i), "/", "web", Map.of()));
                String host = "more-%d.example".formatted(i);
                Await.until("the change has come", SOON, () -> ask(right, host, "/"), page(right, "web")::equals);
            }
            right.kubectl("rollout", "status", "deployment/web", "--timeout=180s").succeeded();
            client.stop();
            assertEquals(List.of(), client.failures());
            assertTrue(client.answered() > 500, client.answered() + " requests");
        }
    }

    @Test
    void whatIsNotTakenIsToldAndChangesNothingElse() {
        apply(left, ingress("hostile", "hostile.example", "/", "web", Map.of("configuration-snippet", "return 200 owned;")));

        Await.until("an event tells what is not done", SOON, () -> left.kubectl("get", "events", "--field-selector",
                "involvedObject.name=hostile", "-o", "jsonpath={.items[*].message}").succeeded().output(), text -> text.contains("configuration-snippet"));
        Await.until("its path is closed", SOON, () -> ask(left, "hostile.example", "/"), "503"::equals);
        assertEquals(page(left, "web"), ask(left, "shop.example", "/"));
        left.kubectl("delete", "ingress", "hostile").succeeded();
    }
}
