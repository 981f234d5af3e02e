package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two machines: one joins, carries nodes of two tenants, is lost, comes back, and is removed.
@Tag("long")
@Order(90)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JoinE2E {

    private static final Duration SOON = Duration.ofMinutes(5);
    private static final String WORK = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 1
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 1
                  affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 100,
                    preference: {matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [%1$s]}]}}]}}
                  tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 5}]
                  containers: [{name: main, image: 'marina/busybox:1', command: [sh, -c, 'mkdir /www; hostname > /www/index.html; exec httpd -f -p 8080 -h /www'], readinessProbe: {tcpSocket: {port: 8080}}}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: kept}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 64Mi}}}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: keeper}
            spec:
              replicas: 1
              strategy: {type: Recreate}
              selector: {matchLabels: {app: keeper}}
              template:
                metadata: {labels: {app: keeper}}
                spec:
                  terminationGracePeriodSeconds: 1
                  affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 100,
                    preference: {matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [%1$s]}]}}]}}
                  tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 5}]
                  containers: [{name: main, image: 'marina/busybox:1', command: [sh, -c, 'hostname >> /data/hosts; exec sleep 36000'], volumeMounts: [{name: data, mountPath: /data}]}]
                  volumes: [{name: data, persistentVolumeClaim: {claimName: kept}}]
            """;

    private Marina marina;
    private SecondMachine second;
    private Tenant one;
    private Tenant other;
    /// Nodes of the first tenant on the other machine.
    private List<String> there;
    private List<String> here;

    @BeforeAll
    void anotherMachine(Marina marina) {
        this.marina = marina;
        second = SecondMachine.wired(marina);
        marina.setting("MARINA_MACHINE_ADDRESS", SecondMachine.HERE);
        marina.command("up").succeeded();
        one = marina.signUp("wide");
        other = marina.signUp("beside");
        one.awaitNodes(2);
        other.awaitNodes(2);
    }

    @AfterAll
    void removeIt() {
        SecondMachine.operator(marina, "delete", "machine", SecondMachine.NAME, "--ignore-not-found");
        second.close();
        marina.setting("MARINA_MACHINE_ADDRESS", "");
        marina.command("up").succeeded();
    }

    private static List<String> names(JsonNode machine) {
        return machine.at("/spec/nodes").valueStream().map(node -> node.path("tenant").asText() + "/" + node.path("name").asText()).toList();
    }

    @Test
    @Order(1)
    void itJoinsByTheOperatorsTokenOnceAndGetsNodes() {
        List<String> forged = new ArrayList<>(SecondMachine.invitation(marina));
        String token = forged.removeLast();
        forged.add((token.startsWith("a") ? "b" : "a") + token.substring(1));
        assertTrue(second.marina(forged).failed().output().contains("not let in"));
        List<String> elsewhere = new ArrayList<>(forged.subList(0, forged.size() - 1));
        elsewhere.add(token.substring(0, 65) + "0".repeat(64));
        assertTrue(second.marina(elsewhere).failed().output().contains("nothing was sent"));

        List<String> invitation = SecondMachine.invitation(marina);
        System.out.println(second.marina(invitation).succeeded().output());

        assertTrue(second.marina(invitation).failed().output().contains("not let in"));
        Await.until("the machine reports", SOON, () -> SecondMachine.machine(marina, SecondMachine.NAME).at("/status/address").asText(),
                SecondMachine.THERE::equals);
        for (Tenant tenant : List.of(one, other)) {
            marina.post(tenant.clusterPath("default") + "/nodepools", tenant.token(), "{\"name\":\"far\",\"size\":\"small\",\"nodes\":1}").expect(201);
        }
        one.awaitNodes(3);
        other.awaitNodes(3);
        there = far(one);
        here = near(one);
        for (Tenant tenant : List.of(one, other)) {
            assertFalse(far(tenant).isEmpty(), "no node of " + tenant.name() + " is on the other machine");
            assertFalse(near(tenant).isEmpty());
        }
    }

    /// Nodes of the tenant on the other machine.
    private List<String> far(Tenant tenant) {
        return names(SecondMachine.machine(marina, SecondMachine.NAME)).stream().filter(name -> name.startsWith(tenant.name() + "/"))
                .map(name -> name.substring(name.indexOf('/') + 1)).toList();
    }

    private List<String> near(Tenant tenant) {
        List<String> far = far(tenant);
        return tenant.kubectlJson("get", "nodes").path("items").valueStream().map(node -> node.at("/metadata/name").asText())
                .filter(name -> !far.contains(name)).toList();
    }

    @Test
    @Order(2)
    void podsServicesNodePortsAndTunnelsCrossMachines() {
        for (Tenant tenant : List.of(one, other)) {
            tenant.startBusybox("near", near(tenant).getFirst()).startBusybox("far", far(tenant).getFirst());
        }
        for (Tenant tenant : List.of(one, other)) {
            tenant.awaitPodReady("near").awaitPodReady("far");
            assertEquals("far-of-" + tenant.name(), tenant.inPod("near", "wget -qO- http://" + tenant.podAddress("far") + ":8080").output().strip());
            assertEquals("near-of-" + tenant.name(), tenant.inPod("far", "wget -qO- http://" + tenant.podAddress("near") + ":8080").output().strip());
        }
        one.kubectl("expose", "pod", "far", "--type=NodePort", "--port=80", "--target-port=8080").succeeded();
        Await.until("the Service of a pod there answers here by its name", SOON, () -> one.inPod("near", "timeout 5 wget -qO- http://far").output().strip(),
                ("far-of-" + one.name())::equals);
        String port = one.kubectl("get", "service", "far", "-o", "jsonpath={.spec.ports[0].nodePort}").succeeded().output().strip();
        for (String node : List.of(here.getFirst(), there.getFirst())) {
            String address = one.kubectl("get", "node", node, "-o", "jsonpath={.status.addresses[?(@.type==\"InternalIP\")].address}").succeeded()
                    .output().strip();
            Await.until("the node port of " + node + " leads there", SOON, () -> Curl.word("http://" + address + ":" + port), ("far-of-" + one.name())::equals);
        }
        assertTrue(one.kubectl("logs", "far").succeeded().output().isEmpty());
        assertTrue(second.fromNode(there.getFirst(), "curl", "-sk", "-m", "10", "https://169.254.1.1:6443/version").contains("gitVersion"),
                "a node there reaches its API server as pods do");
        // a full packet with both headers is larger than the wire carries
        one.inPod("far", "dd if=/dev/zero of=/www/much bs=1024 count=2048 2>/dev/null").succeeded();
        assertEquals("2097152", one.inPod("near", "wget -qO- http://far/much | wc -c").output().strip());
    }

    @Test
    @Order(3)
    void aVolumeIsOnItsMachine() {
        one.kubectlWithInput(WORK.formatted(there.getFirst()), "apply", "-f", "-").succeeded();
        one.kubectl("rollout", "status", "deployment/web", "--timeout=180s").succeeded();
        one.kubectl("rollout", "status", "deployment/keeper", "--timeout=180s").succeeded();
        assertEquals(there.getFirst(), nodeOf("keeper"));
        assertEquals(there.getFirst(), nodeOf("web"));

        JsonNode terms = one.kubectlJson("get", "pv").path("items").path(0).at("/spec/nodeAffinity/required/nodeSelectorTerms");

        assertTrue(terms.toString().contains("\"" + SecondMachine.NAME + "\""), terms::toString);
        // Whoever goes round the scheduler gets it nowhere else.
        one.kubectlWithInput("""
                apiVersion: v1
                kind: Pod
                metadata: {name: thief}
                spec:
                  nodeName: %s
                  terminationGracePeriodSeconds: 1
                  containers: [{name: main, image: 'marina/busybox:1', command: [sleep, '36000'], volumeMounts: [{name: data, mountPath: /data}]}]
                  volumes: [{name: data, persistentVolumeClaim: {claimName: kept}}]
                """.formatted(here.getFirst()), "apply", "-f", "-").succeeded();
        Await.until("it does not get the volume", SOON,
                () -> one.kubectl("get", "events", "--field-selector", "involvedObject.name=thief", "-o", "jsonpath={.items[*].reason}").succeeded().output(),
                reasons -> reasons.contains("FailedMount") || reasons.contains("FailedAttachVolume"));
        assertEquals("Pending", one.kubectl("get", "pod", "thief", "-o", "jsonpath={.status.phase}").succeeded().output());
        one.kubectl("delete", "pod", "thief", "--timeout=60s").succeeded();
    }

    /// Both tenants' only pods for it are on the other machine; whoever comes from outside comes to this one.
    @Test
    @Order(4)
    void loadBalancersAndNamesLeadToNodesOfTheOtherMachine() throws IOException {
        for (Tenant tenant : List.of(one, other)) {
            near(tenant).forEach(node -> tenant.kubectl("cordon", node).succeeded());
            tenant.kubectlWithInput("""
                    apiVersion: v1
                    kind: Service
                    metadata: {name: seen}
                    spec: {type: LoadBalancer, externalTrafficPolicy: Local, selector: {app: far}, ports: [{port: 80, targetPort: 8080}]}
                    ---
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata: {name: named}
                    spec:
                      rules:
                      - host: %s
                        http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: seen, port: {number: 80}}}}]}
                    """.formatted(host(tenant)), "apply", "-f", "-").succeeded();
        }
        Path authority = marina.home().resolve("e2e-apps-ca.pem");
        Files.writeString(authority, marina.get("/apps-ca.pem", "").expect(200).body());
        int port = URI.create(marina.console()).getPort();
        for (Tenant tenant : List.of(one, other)) {
            String address = Await.until("the load balancer of " + tenant.name() + " has an address", SOON,
                    () -> tenant.kubectl("get", "service", "seen", "-o", "jsonpath={.status.loadBalancer.ingress[0].ip}").succeeded().output().strip(),
                    said -> !said.isEmpty());
            Await.until("the load balancer of " + tenant.name() + " leads there", SOON, () -> Curl.word("http://" + address),
                    ("far-of-" + tenant.name())::equals);
            Await.until("the name of " + tenant.name() + " leads there", SOON,
                    () -> Curl.word("--cacert", authority.toString(), "--resolve", host(tenant) + ":" + port + ":127.0.0.1",
                            "https://" + host(tenant) + ":" + port + "/"),
                    ("far-of-" + tenant.name())::equals);
            String entrance = tenant.kubectl("get", "pods", "-n", "kube-system", "-l", "app.kubernetes.io/name=marina-ingress", "-o",
                    "jsonpath={.items[*].spec.nodeName}").succeeded().output().strip();
            assertTrue(far(tenant).contains(entrance), entrance);
            near(tenant).forEach(node -> tenant.kubectl("uncordon", node).succeeded());
        }
    }

    private static String host(Tenant tenant) {
        return "web." + tenant.name() + "." + Marina.APPS_DOMAIN;
    }

    private List<JsonNode> pods(String app) {
        return one.kubectlJson("get", "pods", "-l", "app=" + app).path("items").valueStream().toList();
    }

    private String nodeOf(String app) {
        return pods(app).getFirst().at("/spec/nodeName").asText();
    }

    private String ready(String node) {
        return one.kubectl("get", "node", node, "-o", "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}").succeeded().output().strip();
    }

    /// The wire is cut, and everything there lives on: what a lost machine is to the others, and the worst of what it may come back with.
    @Test
    @Order(5)
    void whenItIsLostItsPodsComeUpElsewhereButNotWhatHasItsVolumeThereAndWhenItComesBackNothingRunsTwice() {
        List<String> before = Stream.of("web", "keeper").flatMap(app -> pods(app).stream()).map(pod -> pod.at("/metadata/uid").asText()).toList();
        second.wire(false);
        Await.until("its nodes are not ready", SOON, () -> ready(there.getFirst()), "Unknown"::equals);
        Await.until("the web is elsewhere", SOON, () -> pods("web").stream().filter(pod -> here.contains(pod.at("/spec/nodeName").asText()))
                .map(pod -> pod.at("/status/phase").asText()).toList(), List.of("Running")::equals);
        Await.until("the web answers", SOON, () -> one.inPod("near", "timeout 5 wget -qO- http://web").output().strip(), answer -> answer.startsWith("web-"));
        // Its operator believes it dead: no object is left of what may still write there.
        one.kubectl("delete", "pods", "-l", "app=keeper", "--force", "--grace-period=0").succeeded();
        Await.until("another keeper is wanted", SOON, () -> pods("keeper").size(), Integer.valueOf(1)::equals);
        assertTrue(pods("keeper").stream().noneMatch(pod -> here.contains(pod.at("/spec/nodeName").asText())), "nobody else has its volume");
        assertTrue(second.containers().stream().anyMatch(name -> before.stream().anyMatch(name::contains)), "what is cut off runs on");

        second.wire(true);

        Await.until("its nodes are ready again", SOON, () -> ready(there.getFirst()), "True"::equals);
        Await.until("one web is left", SOON, () -> pods("web").size(), Integer.valueOf(1)::equals);
        Await.until("one keeper runs", SOON, () -> pods("keeper").stream().map(pod -> pod.at("/status/phase").asText()).toList(), List.of("Running")::equals);
        Await.until("no container of the former ones is left there", SOON, second::containers,
                containers -> containers.stream().noneMatch(name -> before.stream().anyMatch(name::contains)));
        String keeper = pods("keeper").getFirst().at("/metadata/name").asText();
        assertEquals(there.getFirst(), nodeOf("keeper"));
        List<String> wrote = one.kubectl("exec", keeper, "--", "cat", "/data/hosts").succeeded().output().lines().toList();
        assertEquals(2, wrote.size(), wrote::toString);
        assertEquals(keeper, wrote.getLast());
    }

    @Test
    @Order(6)
    void onceRemovedItIsNobodyAndItsNodesAreReplacedHere() {
        marina.command("remove-machine", SecondMachine.NAME).succeeded();

        Await.until("the pools have other nodes", SOON, () -> SecondMachine.machine(marina, "local").at("/spec/nodes").valueStream()
                .filter(node -> node.path("pool").asText().equals("far")).count(), Long.valueOf(2)::equals);
        one.awaitNodes(3);
        Await.until("nothing runs there", SOON, second::containers, List::isEmpty);
        String status = second.marina(List.of("status")).output();
        assertTrue(status.contains("none of the installation any more"), status);
        String again = SecondMachine.operator(marina, "get", "machine", SecondMachine.NAME).failed().output();
        assertTrue(again.contains("not found"), again);
    }
}
