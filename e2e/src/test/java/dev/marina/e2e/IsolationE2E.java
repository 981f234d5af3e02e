package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two tenants with the same names and the same addresses, side by side: neither sees or reaches anything of the other.
@Order(3)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IsolationE2E {

    private Marina marina;
    private Tenant red;
    private Tenant blue;

    @BeforeAll
    void twoTenants(Marina given) {
        marina = given;
        red = marina.signUp("red");
        blue = marina.signUp("blue");
        for (Tenant tenant : List.of(red, blue)) {
            tenant.awaitNodes(2);
            String node = tenant.kubectl("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}").succeeded().output().trim();
            tenant.startBusybox("web", node).startBusybox("probe", "");
            tenant.kubectlWithInput("""
                    apiVersion: v1
                    kind: Service
                    metadata: {name: web}
                    spec:
                      type: NodePort
                      clusterIP: 10.96.77.77
                      selector: {app: web}
                      ports: [{port: 80, targetPort: 8080, nodePort: 30777}]
                    """, "apply", "-f", "-").succeeded();
        }
        for (Tenant tenant : List.of(red, blue)) {
            tenant.awaitPodReady("web").awaitPodReady("probe");
        }
    }

    private void each(java.util.function.BiConsumer<Tenant, Tenant> check) {
        check.accept(red, blue);
        check.accept(blue, red);
    }

    @Test
    void theSameServiceAddressLeadsEachToItsOwn() {
        each((own, _) -> assertEquals("web-of-" + own.name(), fetch(own, "http://10.96.77.77/")));
    }

    @Test
    void theSameServiceNameLeadsEachToItsOwn() {
        each((own, _) -> {
            assertEquals("web-of-" + own.name(), fetch(own, "http://web/"));
            assertEquals("web-of-" + own.name(), fetch(own, "http://web.default.svc.cluster.local/"));
        });
    }

    @Test
    void podAddressesLeadToTheTenantsOwnPods() {
        each((own, other) -> {
            assertEquals("web-of-" + own.name(), fetch(own, "http://" + own.podAddress("web") + ":8080/"));
            Program answer = own.inPod("probe", "timeout 3 wget -q -O - http://" + other.podAddress("web") + ":8080/");
            assertFalse(answer.output().contains("of-" + other.name()), answer.output());
        });
    }

    @Test
    void oneNodePortNumberServesTwoTenants() {
        each((own, _) -> own.nodeAddresses().forEach(address -> {
            Program answer = Await.until("NodePort answers on " + address, Duration.ofSeconds(20),
                    () -> Program.run(Marina.CHECKOUT, Map.of(), Duration.ofSeconds(15), List.of("curl", "-s", "-m", "5", "http://" + address + ":30777/")),
                    seen -> seen.exitCode() == 0);
            assertEquals("web-of-" + own.name(), answer.output().trim());
        }));
    }

    @Test
    void theOtherTenantsNodesCannotBeReachedFromAPod() {
        each((own, other) -> other.nodeAddresses().forEach(address -> {
            Program answer = own.inPod("probe", "timeout 3 wget -q -O - http://" + address + ":30777/");
            assertNotEquals(0, answer.exitCode(), "node " + address + " of " + other.name() + " answered " + answer.output());
        }));
    }

    @Test
    void podsReachTheirOwnApiServerAndNoOther() {
        each((own, other) -> {
            Program answer = own.inPod("probe", """
                    cd /var/run/secrets/kubernetes.io/serviceaccount && cat namespace && wc -c < token""");
            assertTrue(answer.succeeded().output().startsWith("default"), answer.output());
            String token = own.kubectl("create", "token", "default").succeeded().output().trim();
            assertTrue(withToken(own, token, "auth", "whoami").succeeded().output().contains("system:serviceaccount:default:default"));
            withToken(other, token, "auth", "whoami").failed();
        });
    }

    @Test
    void anotherTenantsTokenIsRefusedOnEveryWay() {
        each((own, other) -> {
            String token = own.token();
            assertEquals(403, marina.get(other.clusterPath("default"), token).status());
            assertEquals(403, marina.get(other.clusterPath("default") + "/kubeconfig", token).status());
            assertEquals(403, marina.get("/api/v1/tenants/" + other.name() + "/clusters", token).status());
            assertEquals(403, marina.get("/api/v1/tenants/nobody-has-this/clusters", token).status());
            Program pods = withToken(other, token, "get", "pods", "-A");
            assertTrue(pods.failed().output().contains("orbidden"), pods.output());
            assertFalse(pods.output().contains("probe"), pods.output());
        });
    }

    @Test
    void existingAndMissingClustersOfOthersLookAlike() {
        String token = red.token();
        String existing = raw("/clusters/" + blue.name() + "/default/api/v1/namespaces", token);
        String missing = raw("/clusters/" + blue.name() + "/missing/api/v1/namespaces", token);

        assertTrue(existing.contains("\"code\":403"), existing);
        assertEquals(existing, missing);
    }

    @Test
    void anotherTenantsCertificateIsRefused() {
        each((own, other) -> own.kubectl("--server=" + marina.apiServer() + "/clusters/" + other.name() + "/default", "get", "pods").failed());
    }

    @Test
    void pathTricksDoNotLeaveTheCluster() {
        String token = red.token();
        for (String path : List.of("/clusters/" + red.name() + "/default/../../" + blue.name() + "/default/api/v1/pods",
                "/clusters/" + red.name() + "/default/%2e%2e/%2e%2e/" + blue.name() + "/default/api/v1/pods",
                "/clusters/" + red.name() + "%2fdefault/../" + blue.name() + "/default/api/v1/pods",
                "/clusters//" + blue.name() + "/default/api/v1/pods")) {
            String answer = raw(path, token);
            assertFalse(answer.contains("-of-" + blue.name()), path + " answered " + answer);
            // A path that is none is answered in text, as Kubernetes answers it; one of a cluster with a Status.
            assertTrue(answer.contains("\"code\":4") || answer.strip().equals("404 page not found"), path + " answered " + answer);
        }
    }

    @Test
    void namesOfTheOtherDoNotResolve() {
        blue.kubectl("create", "service", "clusterip", "only-blue", "--tcp=80:80").succeeded();

        Program answer = red.inPod("probe", "nslookup only-blue.default.svc.cluster.local");

        assertNotEquals(0, answer.exitCode(), answer.output());
    }

    @Test
    void vxlanFramesMadeInAPodArriveNowhere() {
        // A VXLAN header is eight bytes: flags 0x08, three reserved, VNI, one reserved. Whatever follows would be delivered if accepted.
        each((own, other) -> other.nodeAddresses().forEach(address -> {
            long before = received(other);
            own.inPod("probe", "for vni in 1 2 3 4096 4097 4098; do printf '\\010\\000\\000\\000\\000\\000\\001\\000xxxxxxxxxxxxxxxxxxxx' | nc -u -w 1 "
                    + address + " 4789; done");
            assertTrue(received(other) - before < 1000, "frames arrived at " + other.name());
        }));
    }

    /// Packets that the other's pod received on its interface; small noise from its own probes is expected.
    private static long received(Tenant tenant) {
        return Long.parseLong(tenant.inPod("web", "cat /sys/class/net/eth0/statistics/rx_packets").succeeded().output().trim());
    }

    @Test
    void hostPathStaysInsideTheNode() {
        each((own, _) -> {
            own.kubectlWithInput("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: host-path}
                    spec:
                      restartPolicy: Never
                      terminationGracePeriodSeconds: 1
                      containers:
                      - name: main
                        image: marina/busybox:1
                        command: [sh, -c, 'ls /host; ls /host/etc /host/work /host/root 2>/dev/null | head; sleep 3600']
                        volumeMounts: [{name: host, mountPath: /host}]
                      volumes: [{name: host, hostPath: {path: /}}]
                    """, "apply", "-f", "-").succeeded();
            own.awaitPodReady("host-path");
            Program listing = own.inPod("host-path", "cat /host/etc/shadow /host/etc/hostname; ls /host/proc/1");
            assertNotEquals(0, listing.exitCode(), "the machine's files are visible: " + listing.output());
            own.kubectl("delete", "pod", "host-path", "--wait=false").succeeded();
        });
    }

    @Test
    void whatReachesBeyondTheNodeIsRefusedByNameAndPrivilegedPodsAreConfined() {
        for (String field : List.of("hostPID: true", "hostIPC: true")) {
            Program answer = red.kubectlWithInput("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: wants-more}
                    spec: {%s, containers: [{name: main, image: 'marina/busybox:1'}]}
                    """.formatted(field), "apply", "-f", "-").failed();
            assertTrue(answer.output().contains(field.substring(0, 7)), answer.output());
        }
        Program privileged = red.kubectlWithInput("""
                apiVersion: v1
                kind: Pod
                metadata: {name: privileged}
                spec: {containers: [{name: main, image: 'marina/busybox:1', command: [sleep, '3600'], securityContext: {privileged: true}}]}
                """, "apply", "-f", "-").succeeded();
        assertTrue(privileged.output().contains("Warning: spec.containers[0].securityContext.privileged"), privileged.output());
        red.awaitPodReady("privileged");
        red.kubectl("exec", "privileged", "--", "mount", "-t", "tmpfs", "none", "/mnt").failed();
        red.kubectl("delete", "pod", "privileged", "--wait=false").succeeded();
    }

    @Test
    void hostNetworkPodsSeeTheirNodeAndNotTheMachine() {
        each((own, other) -> {
            own.kubectlWithInput("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: host-network}
                    spec:
                      hostNetwork: true
                      terminationGracePeriodSeconds: 1
                      containers: [{name: main, image: 'marina/busybox:1', command: [sleep, '3600']}]
                    """, "apply", "-f", "-").succeeded();
            own.awaitPodReady("host-network");
            String pods = own.inPod("host-network", "timeout 3 wget -q -O - http://" + own.podAddress("web") + ":8080/").output().trim();
            assertEquals("web-of-" + own.name(), pods);
            other.nodeAddresses().forEach(address -> assertNotEquals(0,
                    own.inPod("host-network", "timeout 3 wget -q -O - http://" + address + ":30777/").exitCode()));
            own.kubectl("delete", "pod", "host-network", "--wait=false").succeeded();
        });
    }

    @Test
    void eventsAndLogsAreTheTenantsOwn() {
        each((own, other) -> {
            assertFalse(own.kubectl("get", "events", "-A", "-o", "json").succeeded().output().contains(other.name()));
            assertFalse(own.kubectl("logs", "web").succeeded().output().contains(other.name()));
        });
    }

    private static String fetch(Tenant tenant, String url) {
        return Await.until(url + " answers", Duration.ofSeconds(30),
                () -> tenant.inPod("probe", "timeout 5 wget -q -O - " + url), answer -> answer.exitCode() == 0).output().trim();
    }

    private Program withToken(Tenant cluster, String token, String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("kubectl",
                "--server=" + marina.apiServer() + "/clusters/" + cluster.name() + "/default",
                "--certificate-authority=" + marina.home().resolve("pki/ca.pem"), "--token=" + token));
        command.addAll(List.of(arguments));
        return Program.run(Marina.CHECKOUT, Map.of("KUBECONFIG", "/dev/null"), Duration.ofSeconds(30), command);
    }

    private String raw(String path, String token) {
        return Program.run(Marina.CHECKOUT, Map.of(), Duration.ofSeconds(30), List.of("curl", "-s", "--path-as-is", "-m", "20",
                "--cacert", marina.home().resolve("pki/ca.pem").toString(), "-H", "Authorization: Bearer " + token,
                marina.apiServer() + path)).output();
    }

    @Test
    void whatAStrangerSendsLateIsInNobodysRequest() {
        String clusters = "/api/v1/tenants/" + red.name() + "/clusters";
        String token = red.token();
        String asked = "{\"nonsense\":\"%s\"}".formatted("x".repeat(200));
        try (LateFrames strangers = new LateFrames(marina, 8)) {
            Await.until("strangers come", Duration.ofSeconds(30), strangers::opened, opened -> opened > 10);
            for (int times = 0; times < 300; times++) {
                Answer answer = marina.post(clusters, token, asked).expect(400);
                assertTrue(answer.json().path("detail").asText().startsWith("nonsense must be absent"), answer.body());
            }
            assertTrue(strangers.opened() > 50, "there were " + strangers.opened());
        }
    }
}
