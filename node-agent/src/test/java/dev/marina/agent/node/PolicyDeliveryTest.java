package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.Await;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.watch.ListServer;
import dev.marina.net.NodeNetwork;
import dev.marina.net.policy.PodEntry;
import dev.marina.net.policy.PolicyChange;
import dev.marina.net.policy.PolicyName;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// From the API server's lists and watches to the node's network.
class PolicyDeliveryTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PODS = "/api/v1/pods";
    private static final String NAMESPACES = "/api/v1/namespaces";
    private static final String POLICIES = "/apis/networking.k8s.io/v1/networkpolicies";
    private static final NodeRef NODE = new NodeRef("c1", "one");

    private final List<PolicyChange> brought = new CopyOnWriteArrayList<>();
    private volatile int failures;
    private volatile boolean room = true;
    private ListServer server;
    private KubernetesClient client;
    private PolicyObjects objects;
    private EventRecorder events;
    private PolicyDelivery delivery;

    @BeforeEach
    void serve() throws IOException {
        server = new ListServer();
        client = server.client("one");
        server.list(PODS, "10", pod("web", "Running", 5), "{\"metadata\":{\"name\":\"h\",\"namespace\":\"red\",\"uid\":\"h\",\"resourceVersion\":\"6\"},"
                + "\"spec\":{\"nodeName\":\"one\",\"hostNetwork\":true,\"containers\":[]}}");
        server.list(NAMESPACES, "10", "{\"metadata\":{\"name\":\"red\",\"uid\":\"n\",\"resourceVersion\":\"4\",\"labels\":{\"team\":\"a\"}}}");
        server.list(POLICIES, "10", policy("p", "{}", 7));
    }

    private void begin() {
        events = new EventRecorder(() -> client, NODE.name(), Clock.systemUTC());
        objects = new PolicyObjects(() -> client, () -> List.of(delivery));
        delivery = new PolicyDelivery(NODE, () -> Optional.of(objects), this::network, events, new DeliveryPace(System::nanoTime));
        delivery.start();
        objects.start();
    }

    @AfterEach
    void end() {
        objects.close();
        delivery.close();
        events.close();
        client.close();
        server.close();
    }

    private NodeNetwork network() {
        return (NodeNetwork) Proxy.newProxyInstance(NodeNetwork.class.getClassLoader(), new Class<?>[] {NodeNetwork.class}, (_, _, arguments) -> {
            if (failures-- > 0) {
                throw new IllegalStateException("the kernel refused");
            }
            brought.add((PolicyChange) arguments[0]);
            return room;
        });
    }

    private static String pod(String name, String phase, int version) {
        return """
                {"metadata":{"name":"%1$s","namespace":"red","uid":"u-%1$s","resourceVersion":"%3$d","labels":{"app":"%1$s"},"annotations":{"a":"b"}},
                "spec":{"nodeName":"one","containers":[{"name":"c","image":"i","ports":[{"name":"http","containerPort":80}]}]},
                "status":{"phase":"%2$s","podIPs":[{"ip":"10.244.1.2"}]}}""".formatted(name, phase, version);
    }

    private static String policy(String name, String rule, int version) {
        return """
                {"metadata":{"name":"%1$s","namespace":"red","uid":"u-%1$s","resourceVersion":"%3$d"},
                "spec":{"podSelector":{},"policyTypes":["Ingress"],"ingress":[%2$s]}}""".formatted(name, rule, version);
    }

    private List<PolicyChange> await(int count) {
        return Await.until(count + " deliveries", SOON, () -> List.copyOf(brought), all -> all.size() == count);
    }

    @Test
    void everythingIsBroughtOnceItIsKnown() {
        begin();

        PolicyChange all = await(1).getFirst();

        assertEquals(true, all.everything());
        assertEquals(List.of("u-web"), all.pods().stream().map(PodEntry::uid).toList());
        assertEquals(Map.of("red", Map.of("team", "a")), all.namespaces());
        assertEquals(List.of(new PolicyName("red", "p")), all.policies().stream().map(policy -> policy.name()).toList());
    }

    @Test
    void changesThatMatterAreBroughtAndNoOthers() {
        begin();
        await(1);

        server.event(PODS, "MODIFIED", pod("web", "Running", 11).replace("\"a\":\"b\"", "\"a\":\"c\""));
        server.event(PODS, "ADDED", pod("db", "Running", 12));
        assertEquals(List.of("u-db"), await(2).getLast().pods().stream().map(PodEntry::uid).toList());
        server.event(POLICIES, "DELETED", policy("p", "{}", 13));
        PolicyChange last = await(3).getLast();

        assertEquals(List.of(new PolicyName("red", "p")), List.copyOf(last.policiesGone()));
        assertEquals(List.of(), List.copyOf(last.pods()));
    }

    @Test
    void whatCouldNotBeBroughtIsBroughtAgain() {
        failures = 1;
        begin();

        assertEquals(true, await(1).getFirst().everything());
    }

    @Test
    void limitsThatAreExceededAreToldInEvents() {
        String ports = IntStream.range(1, 700).mapToObj("{\"port\":%d}"::formatted).collect(Collectors.joining(","));
        server.list(POLICIES, "10", policy("large", "{\"ports\":[" + ports + "]}", 7));
        room = false;
        begin();

        Await.until("events", SOON, () -> server.asked.stream().filter(request -> request.contains("/events")).collect(Collectors.toSet()),
                all -> all.containsAll(List.of("one list /api/v1/namespaces/red/events", "one list /api/v1/namespaces/default/events")));
        assertEquals(List.of(List.of()), brought.getFirst().policies().stream().map(policy -> policy.ingress().orElseThrow()).toList());
    }
}
