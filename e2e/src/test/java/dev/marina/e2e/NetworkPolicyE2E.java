package dev.marina.e2e;

import static dev.marina.e2e.Caller.SILENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// One tenant writes NetworkPolicies; another, whose pods have the same addresses, writes none. On the first node is the pod that
/// is called, and one that calls; on the second one more that calls, and one in another namespace.
@Order(3)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkPolicyE2E {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SERVICE = "10.96.77.78";
    private static final int NODE_PORT = 30778;
    private static final int SECOND_NODE_PORT = 30779;
    private static final String DENY_INGRESS = "{podSelector: {}, policyTypes: [Ingress]}";
    private static final String API_SERVER = "169.254.1.1 6443";

    private Marina marina;
    private Tenant strict;
    private Tenant open;
    private Caller near;
    private Caller friend;
    private Caller guest;
    private String firstNode;
    /// Ways to the pod's first port, and to its second.
    private List<String> first;
    private List<String> second;
    private List<String> both;

    @BeforeAll
    void twoTenants(Marina given) {
        marina = given;
        strict = marina.signUp("strict");
        open = marina.signUp("open");
        for (Tenant tenant : List.of(strict, open)) {
            List<String> nodes = nodes(tenant.awaitNodes(2));
            tenant.kubectlWithInput(web(tenant, nodes.getFirst()), "apply", "-f", "-").succeeded();
            tenant.startBusybox("friend", nodes.getLast());
        }
        for (Tenant tenant : List.of(strict, open)) {
            tenant.awaitPodReady("web").awaitPodReady("friend");
        }
        assertEquals(strict.podAddress("web"), open.podAddress("web"));
        assertEquals(strict.podAddress("friend"), open.podAddress("friend"));

        firstNode = nodes(strict).getFirst();
        strict.startBusybox("near", firstNode);
        strict.kubectl("create", "namespace", "guests").succeeded();
        String calling = """
                apiVersion: v1
                kind: Pod
                metadata: {name: guest, namespace: guests, labels: {app: guest}}
                spec:
                  nodeName: %s
                  terminationGracePeriodSeconds: 1
                  containers: [{name: main, image: 'marina/busybox:1', command: [sleep, '36000']}]
                """.formatted(nodes(strict).getLast());
        Await.until("the new namespace takes a pod", SOON, () -> strict.kubectlWithInput(calling, "apply", "-f", "-"), answer -> answer.exitCode() == 0);
        strict.awaitPodReady("near").kubectl("wait", "-n", "guests", "--for=condition=Ready", "pod/guest", "--timeout=120s").succeeded();
        near = new Caller(strict, "default", "near");
        friend = new Caller(strict, "default", "friend");
        guest = new Caller(strict, "guests", "guest");
        first = List.of("http://" + strict.podAddress("web") + ":8080/", "http://" + SERVICE + "/");
        second = List.of("http://" + strict.podAddress("web") + ":8081/", "http://" + SERVICE + ":81/");
        both = Stream.concat(first.stream(), second.stream()).toList();
    }

    /// In the order of their pods' addresses.
    private static List<String> nodes(Tenant tenant) {
        return tenant.kubectl("get", "nodes", "--sort-by=.spec.podCIDR", "-o", "jsonpath={.items[*].metadata.name}").succeeded().output().trim()
                .transform(names -> List.of(names.split(" ")));
    }

    private static String web(Tenant tenant, String node) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec:
                  nodeName: %s
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: main
                    image: marina/busybox:1
                    command: [sh, -c, 'mkdir -p /www; echo %s > /www/index.html; httpd -p 8081 -h /www; httpd -f -p 8080 -h /www']
                    readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}
                    livenessProbe: {tcpSocket: {port: 8081}, periodSeconds: 1}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec:
                  type: NodePort
                  clusterIP: %s
                  selector: {app: web}
                  ports:
                  - {name: first, port: 80, targetPort: 8080, nodePort: %d}
                  - {name: second, port: 81, targetPort: 8081, nodePort: %d}
                """.formatted(node, page(tenant), SERVICE, NODE_PORT, SECOND_NODE_PORT);
    }

    private static String page(Tenant tenant) {
        return "web-of-" + tenant.name();
    }

    @BeforeEach
    void withoutAPolicyEveryWayIsOpen() {
        strict.kubectl("delete", "networkpolicies", "--all").succeeded();
        for (Caller caller : List.of(near, friend, guest)) {
            hears(caller, page(strict), both);
        }
        heardOutside(page(strict), NODE_PORT);
        heardOutside(page(strict), SECOND_NODE_PORT);
    }

    private void policy(String name, String spec) {
        strict.kubectlWithInput("""
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: %s}
                spec: %s
                """.formatted(name, spec), "apply", "-f", "-").succeeded();
    }

    /// To the called pod.
    private void allow(String ingress) {
        policy("allow", "{podSelector: {matchLabels: {app: web}}, ingress: [%s]}".formatted(ingress));
    }

    private static void hears(Caller caller, String what, List<String> urls) {
        Map<String, String> wanted = urls.stream().collect(Collectors.toMap(url -> url, _ -> what));
        Await.until(caller.pod() + " hears " + wanted, SOON, () -> caller.hear(patience(what), urls), wanted::equals);
    }

    private void heardOutside(String what, int nodePort) {
        Await.until("node port " + nodePort + " says " + what, SOON, () -> Caller.fromOutside(strict, patience(what), nodePort), said -> only(what, said));
    }

    /// Seconds: who expects an answer waits for it as long as a busy machine may take.
    private static int patience(String wanted) {
        return wanted.equals(SILENCE) ? 2 : 10;
    }

    private static boolean only(String what, Map<String, String> said) {
        return said.size() == 2 && said.values().stream().allMatch(what::equals);
    }

    @Test
    void denyingIngressShutsEveryWayOfThisTenantAlone() {
        String ready = readiness();

        policy("deny", DENY_INGRESS);

        for (Caller caller : List.of(near, friend, guest)) {
            hears(caller, SILENCE, both);
        }
        heardOutside(SILENCE, NODE_PORT);
        assertEquals(first.stream().collect(Collectors.toMap(url -> url, _ -> page(open))),
                new Caller(open, "default", "friend").hear(patience(page(open)), first));
        Map<String, String> outside = Caller.fromOutside(open, patience(page(open)), NODE_PORT);
        assertTrue(only(page(open), outside), outside.toString());
        assertEquals(ready, readiness(), "the pod's probes did not pass all the time");
    }

    /// Since when the called pod is ready, and how often it was started anew.
    private String readiness() {
        return strict.kubectl("get", "pod", "web", "-o",
                "jsonpath={.status.conditions[?(@.type==\"Ready\")]['status','lastTransitionTime']} {.status.containerStatuses[0].restartCount}")
                .succeeded().output();
    }

    @Test
    void aPodThatStartsUnderAPolicyIsProbedAndShutFromItsBeginning() {
        policy("deny", DENY_INGRESS);
        hears(friend, SILENCE, first);

        strict.startBusybox("late", firstNode).awaitPodReady("late");

        String url = "http://" + strict.podAddress("late") + ":8080/";
        assertEquals(Map.of(url, SILENCE), friend.hear(patience(SILENCE), List.of(url)));
        strict.kubectl("delete", "pod", "late", "--wait=false").succeeded();
    }

    @Test
    void whatIsAllowedIsOpenAndNothingElse() {
        strict.kubectl("label", "namespace", "guests", "team=guests", "--overwrite").succeeded();
        policy("deny", DENY_INGRESS);

        allow("{from: [{podSelector: {matchLabels: {app: friend}}}], ports: [{port: 8080}]}");

        hears(friend, SILENCE, second);
        hears(friend, page(strict), first);
        for (Caller other : List.of(near, guest)) {
            hears(other, SILENCE, both);
        }

        allow("{from: [{namespaceSelector: {matchLabels: {team: guests}}, podSelector: {matchLabels: {app: guest}}}], ports: [{port: 8081}]}");

        hears(guest, page(strict), second);
        hears(guest, SILENCE, first);
        hears(friend, SILENCE, both);

        strict.kubectl("label", "namespace", "guests", "team-").succeeded();

        hears(guest, SILENCE, second);
    }

    @Test
    void denyingEgressShutsNamesTooUntilTheyAreAllowed() {
        assertEquals(0, resolves(friend).exitCode());
        assertEquals(0, reachesApiServer(friend).exitCode());

        egress("deny", "");

        hears(friend, SILENCE, first);
        Await.until("the pod resolves no names", SOON, () -> resolves(friend), answer -> answer.exitCode() != 0);
        assertEquals(1, reachesApiServer(friend).exitCode());
        assertEquals(0, resolves(near).exitCode(), "a pod that is not selected");

        egress("allow-dns", """
                {to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}],
                   ports: [{protocol: UDP, port: 53}]}""");

        Await.until("the pod resolves names", SOON, () -> resolves(friend), answer -> answer.exitCode() == 0);
        hears(friend, SILENCE, List.of("http://web/"));

        egress("allow-web", "{to: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 8080}]}");

        hears(friend, page(strict), List.of("http://web/"));
        hears(friend, SILENCE, List.of("http://web:81/"));
        assertEquals(1, reachesApiServer(friend).exitCode());

        egress("allow-api-server", "{to: [{ipBlock: {cidr: 169.254.1.1/32}}], ports: [{port: 6443}]}");

        Await.until("the pod reaches the API server", SOON, () -> reachesApiServer(friend), answer -> answer.exitCode() == 0);
    }

    private void egress(String name, String rule) {
        policy(name, "{podSelector: {matchLabels: {app: friend}}, policyTypes: [Egress], egress: [%s]}".formatted(rule));
    }

    private static Program resolves(Caller caller) {
        return caller.tenant().inPod(caller.pod(), "timeout 5 nslookup web.default.svc.cluster.local");
    }

    private static Program reachesApiServer(Caller caller) {
        return caller.tenant().inPod(caller.pod(), "nc -w 3 " + API_SERVER + " </dev/null");
    }

    @Test
    void aPolicyBeyondTheLimitAllowsNothingAndSaysSo() {
        String peers = IntStream.range(0, 600).mapToObj(each -> "{ipBlock: {cidr: 10.99.%d.%d/32}}".formatted(each / 256, each % 256))
                .collect(Collectors.joining(", "));

        allow("{from: [{podSelector: {}}, {namespaceSelector: {}}, {ipBlock: {cidr: 0.0.0.0/0}}, %s]}".formatted(peers));

        Await.until("an event tells of the limit", SOON, () -> strict.kubectl("get", "events", "--field-selector",
                "involvedObject.kind=NetworkPolicy,involvedObject.name=allow,reason=NetworkPolicyLimit", "-o", "jsonpath={.items[*].type}").succeeded()
                .output(),
                types -> types.contains("Warning"));
        for (Caller caller : List.of(near, friend, guest)) {
            hears(caller, SILENCE, first);
        }
        heardOutside(SILENCE, NODE_PORT);
        String notSelected = "http://" + strict.podAddress("near") + ":8080/";
        assertEquals(Map.of(notSelected, "near-of-" + strict.name()), friend.hear(10, List.of(notSelected)));

        allow("{from: [{podSelector: {}}]}");

        hears(friend, page(strict), first);
        hears(guest, SILENCE, first);
    }

    @Test
    void policiesHoldWhileTheAgentIsDownAndAChangeAfterwardsIsTaken() {
        policy("deny", DENY_INGRESS);
        allow("{ports: [{port: 8081}]}");
        heardOutside(SILENCE, NODE_PORT);
        heardOutside(page(strict), SECOND_NODE_PORT);

        Program.run(Marina.CHECKOUT, Map.of(), Duration.ofSeconds(5), List.of("kill", "-9", Long.toString(marina.pid("node-agent")))).succeeded();

        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        do {
            theFirstPortIsShutAndTheSecondOpen();
        } while (friend.tenant().inPod("friend", "true").exitCode() != 0 && Instant.now().isBefore(end));
        theFirstPortIsShutAndTheSecondOpen();

        allow("{ports: [{port: 8080}]}");

        heardOutside(page(strict), NODE_PORT);
        heardOutside(SILENCE, SECOND_NODE_PORT);
        hears(friend, page(strict), first);
        hears(friend, SILENCE, second);
    }

    private void theFirstPortIsShutAndTheSecondOpen() {
        Map<String, String> shut = Caller.fromOutside(strict, patience(SILENCE), NODE_PORT);
        Map<String, String> opened = Caller.fromOutside(strict, patience(page(strict)), SECOND_NODE_PORT);
        assertTrue(only(SILENCE, shut) && only(page(strict), opened), () -> shut + " " + opened);
    }
}
