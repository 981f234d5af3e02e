package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        there = names(SecondMachine.machine(marina, SecondMachine.NAME)).stream().filter(name -> name.startsWith(one.name() + "/"))
                .map(name -> name.substring(name.indexOf('/') + 1)).toList();
        here = one.kubectlJson("get", "nodes").path("items").valueStream().map(node -> node.at("/metadata/name").asText())
                .filter(name -> !there.contains(name)).toList();
        assertFalse(there.isEmpty(), "no node of " + one.name() + " is on the other machine");
        assertFalse(here.isEmpty());
    }

    @Test
    @Order(2)
    void podsServicesNodePortsAndTunnelsCrossMachines() {
        for (Tenant tenant : List.of(one, other)) {
            String far = names(SecondMachine.machine(marina, SecondMachine.NAME)).stream().filter(name -> name.startsWith(tenant.name() + "/")).findFirst()
                    .orElseThrow().split("/")[1];
            tenant.startBusybox("near", here.getFirst()).startBusybox("far", far);
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
        String address = one.kubectl("get", "node", here.getFirst(), "-o", "jsonpath={.status.addresses[?(@.type==\"InternalIP\")].address}").succeeded()
                .output().strip();
        Await.until("the node port of a node here leads there", SOON,
                () -> Program.run(Marina.CHECKOUT, Map.of(), SOON, List.of("curl", "-sS", "-m", "5", "http://" + address + ":" + port)).output().strip(),
                ("far-of-" + one.name())::equals);
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
    @Order(4)
    void whenItIsLostItsPodsComeUpElsewhereButNotWhatHasItsVolumeThereAndWhenItComesBackNothingRunsTwice() {
        List<String> before = pods("web").stream().map(pod -> pod.at("/metadata/uid").asText()).toList();
        second.wire(false);
        Await.until("its nodes are not ready", SOON, () -> ready(there.getFirst()), "Unknown"::equals);
        Await.until("the web is elsewhere", SOON, () -> pods("web").stream().filter(pod -> here.contains(pod.at("/spec/nodeName").asText()))
                .map(pod -> pod.at("/status/phase").asText()).toList(), List.of("Running")::equals);
        Await.until("the web answers", SOON, () -> one.inPod("near", "timeout 5 wget -qO- http://web").output().strip(), answer -> answer.startsWith("web-"));
        assertTrue(pods("keeper").stream().noneMatch(pod -> here.contains(pod.at("/spec/nodeName").asText())), "nobody else has its volume");

        second.wire(true);

        Await.until("its nodes are ready again", SOON, () -> ready(there.getFirst()), "True"::equals);
        Await.until("one web is left", SOON, () -> pods("web").size(), Integer.valueOf(1)::equals);
        Await.until("one keeper runs", SOON, () -> pods("keeper").stream().map(pod -> pod.at("/status/phase").asText()).toList(), List.of("Running")::equals);
        Await.until("no container of the former web is left there", SOON, second::containers,
                containers -> containers.stream().noneMatch(name -> before.stream().anyMatch(name::contains)));
        String keeper = pods("keeper").getFirst().at("/metadata/name").asText();
        assertEquals(there.getFirst(), nodeOf("keeper"));
        assertTrue(one.kubectl("exec", keeper, "--", "cat", "/data/hosts").succeeded().output().lines().toList().size() >= 1);
    }

    @Test
    @Order(5)
    void onceRemovedItIsNobodyAndItsNodesAreReplacedHere() {
        marina.command("remove-machine", SecondMachine.NAME).succeeded();

        Await.until("the pools have other nodes", SOON, () -> SecondMachine.machine(marina, "local").at("/spec/nodes").valueStream()
                .filter(node -> node.path("pool").asText().equals("far")).count(), Long.valueOf(2)::equals);
        one.awaitNodes(3);
        String again = SecondMachine.operator(marina, "get", "machine", SecondMachine.NAME).failed().output();
        assertTrue(again.contains("not found"), again);
    }
}
