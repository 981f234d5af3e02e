package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Two tenants publish an application under the same names by HTTPProxies; whoever comes to a tenant's nodes finds that tenant's.
@Order(3)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpProxyE2E {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration START = Duration.ofMinutes(3);

    @TempDir
    private static Path work;
    private Tenant left;
    private Tenant right;

    @BeforeAll
    void twoTenants(Marina marina) throws IOException {
        left = marina.signUp("left-proxy");
        right = marina.signUp("right-proxy");
        for (Tenant tenant : List.of(left, right)) {
            tenant.awaitReady();
            tenant.kubectl("apply", "-f", Marina.CHECKOUT.resolve("examples/httpproxy/definitions.yaml").toString()).succeeded();
            tenant.kubectl("wait", "--for=condition=Established", "crd/httpproxies.projectcontour.io", "--timeout=60s").succeeded();
            apply(tenant, SelfSigned.secret(work, tenant, "secure.example", "led.example") + application(tenant, "default", "web") + """
                    apiVersion: v1
                    kind: Namespace
                    metadata: {name: team}
                    ---
                    """ + application(tenant, "team", "cart") + """
                    apiVersion: projectcontour.io/v1
                    kind: HTTPProxy
                    metadata: {name: shop}
                    spec:
                      virtualhost: {fqdn: shop.example}
                      includes: [{name: cart, namespace: team, conditions: [{prefix: /cart}]}]
                      routes:
                      - {conditions: [{prefix: /}], services: [{name: web, port: 80}]}
                    ---
                    apiVersion: projectcontour.io/v1
                    kind: HTTPProxy
                    metadata: {name: cart, namespace: team}
                    spec: {routes: [{pathRewritePolicy: {replacePrefix: [{replacement: /}]}, services: [{name: cart, port: 80}]}]}
                    ---
                    apiVersion: projectcontour.io/v1
                    kind: HTTPProxy
                    metadata: {name: led}
                    spec: {virtualhost: {fqdn: led.example, tls: {secretName: secure}}, tcpproxy: {services: [{name: web, port: 80}]}}
                    ---
                    apiVersion: projectcontour.io/v1
                    kind: HTTPProxy
                    metadata: {name: secure}
                    spec: {virtualhost: {fqdn: secure.example, tls: {secretName: secure, minimumProtocolVersion: "1.3"}}, routes: [{services: [{name: web, port: 80}]}]}
                    """);
        }
        for (Tenant tenant : List.of(left, right)) {
            Await.until("the entrance of " + tenant.name() + " answers", START, () -> ask(tenant, "/"), page(tenant, "web")::equals);
        }
    }

    private static void apply(Tenant tenant, String manifests) {
        tenant.kubectlWithInput(manifests, "apply", "-f", "-").succeeded();
    }

    private static String application(Tenant tenant, String namespace, String name) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      containers:
                      - name: main
                        image: marina/busybox:1
                        command: [sh, -c, 'mkdir /www; echo %3$s > /www/index.html; httpd -f -p 8080 -h /www']
                        readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}
                        resources: {requests: {cpu: 10m, memory: 8Mi}}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s, namespace: %2$s}
                spec: {selector: {app: %1$s}, ports: [{port: 80, targetPort: 8080}]}
                ---
                """.formatted(name, namespace, page(tenant, name));
    }

    private static String page(Tenant tenant, String name) {
        return name + "-of-" + tenant.name();
    }

    /// Where its HTTPProxy says that people come in.
    private static String entrance(Tenant tenant) {
        return Await.until("the HTTPProxy of " + tenant.name() + " says where it is", START,
                () -> tenant.kubectl("get", "httpproxy", "shop", "-o", "jsonpath={.status.loadBalancer.ingress[0].ip}").succeeded().output().trim(),
                address -> !address.isEmpty());
    }

    /// The page; its status where that is not 200.
    private static String ask(Tenant tenant, String path) {
        return Curl.word("-H", "Host: shop.example", "http://" + entrance(tenant) + path);
    }

    private static Program tls(Tenant tenant, Tenant trusted, String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--cacert", work.resolve(trusted.name() + ".crt").toString(), "--resolve",
                name + ":443:" + entrance(tenant), "https://" + name + "/"));
        arguments.addAll(List.of(more));
        return Curl.run(arguments.toArray(String[]::new));
    }

    @Test
    void aNameAndWhatItHandsOverLeadToTheTenantsOwnPods() {
        for (Tenant tenant : List.of(left, right)) {
            assertEquals(page(tenant, "web"), ask(tenant, "/"));
            assertEquals(page(tenant, "cart"), ask(tenant, "/cart/"));
            String listed = tenant.kubectl("get", "httpproxies", "-A").succeeded().output();
            assertTrue(listed.lines().findFirst().orElse("").matches("NAMESPACE +NAME +FQDN +TLS SECRET +STATUS +STATUS DESCRIPTION *"), listed);
            assertTrue(listed.lines().anyMatch(line -> line.matches("default +shop +shop.example +valid +Valid HTTPProxy *")), listed);
        }
        assertNotEquals(entrance(left), entrance(right));
    }

    @Test
    void connectionsAreLedOnByNameAndVersionsOfTlsAreAsSaid() {
        for (Tenant tenant : List.of(left, right)) {
            Tenant other = tenant == left ? right : left;
            for (String name : List.of("led.example", "secure.example")) {
                assertEquals(page(tenant, "web"), tls(tenant, tenant, name).succeeded().output().strip());
                assertEquals(60, tls(tenant, other, name).exitCode(), "the other tenant's authority vouches for nothing here");
            }
            assertNotEquals(0, tls(tenant, tenant, "secure.example", "--tls-max", "1.2").exitCode());
            assertEquals(page(tenant, "web"), tls(tenant, tenant, "led.example", "--tls-max", "1.2").succeeded().output().strip());
        }
    }

    @Test
    void aSecondRootOfTheNameEndsBothAndItsGoingBringsTheFirstBack() {
        apply(left, """
                apiVersion: projectcontour.io/v1
                kind: HTTPProxy
                metadata: {name: thief, namespace: team}
                spec: {virtualhost: {fqdn: secure.example}, routes: [{services: [{name: cart, port: 80}]}]}
                """);
        Await.until("both are invalid", SOON, () -> left.kubectl("get", "httpproxies", "-A", "-o", "jsonpath={range .items[*]}{.metadata.name}={.status."
                + "currentStatus} {end}").succeeded().output(), said -> said.contains("secure=invalid") && said.contains("thief=invalid"));
        assertEquals(page(right, "web"), tls(right, right, "secure.example").succeeded().output().strip(), "the other tenant has nothing to do with it");

        left.kubectl("delete", "httpproxy", "thief", "-n", "team").succeeded();
        Await.until("it is back", SOON, () -> tls(left, left, "secure.example").output().strip(), page(left, "web")::equals);
    }

    /// Pods that are ready, and say by themselves that they do not serve: the entrance asks them.
    @Test
    void podThatSaysThatItIsIllIsTakenOutOfItsTenantsNameAlone() {
        for (Tenant tenant : List.of(left, right)) {
            apply(tenant, asked("sound") + asked("ill") + """
                    apiVersion: v1
                    kind: Service
                    metadata: {name: asked}
                    spec: {selector: {app: asked}, ports: [{port: 80, targetPort: 8080}]}
                    ---
                    apiVersion: projectcontour.io/v1
                    kind: HTTPProxy
                    metadata: {name: asked}
                    spec:
                      virtualhost: {fqdn: asked.example}
                      routes:
                      - services: [{name: asked, port: 80}]
                        healthCheckPolicy: {path: /health, intervalSeconds: 2, unhealthyThresholdCount: 1, healthyThresholdCount: 1}
                    """);
        }
        for (Tenant tenant : List.of(left, right)) {
            Await.until("both pods of " + tenant.name() + " answer", START, () -> answering(tenant), "ill sound"::equals);
        }

        left.kubectl("exec", "ill", "--", "rm", "/www/health").succeeded();
        Await.until("who is ill is out", SOON, () -> answering(left), "sound"::equals);
        assertEquals("ill sound", answering(right), "the other tenant's pods are well");
        left.kubectl("exec", "ill", "--", "touch", "/www/health").succeeded();
        Await.until("who is well again is back", SOON, () -> answering(left), "ill sound"::equals);
    }

    private static String asked(String name) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %1$s, labels: {app: asked}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: main
                    image: marina/busybox:1
                    command: [sh, -c, 'mkdir /www; touch /www/health; echo %1$s > /www/index.html; httpd -f -p 8080 -h /www']
                    resources: {requests: {cpu: 10m, memory: 8Mi}}
                ---
                """.formatted(name);
    }

    /// Who answers of several requests, in the order of letters.
    private static String answering(Tenant tenant) {
        return IntStream.range(0, 10).mapToObj(_ -> Curl.word("-H", "Host: asked.example", "http://" + entrance(tenant) + "/")).distinct().sorted()
                .collect(Collectors.joining(" "));
    }
}
