package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.TestClock;
import dev.marina.agent.eviction.NodeFigures;
import dev.marina.agent.eviction.Pressure;
import dev.marina.agent.watch.ObjectServer;
import dev.marina.net.Backend;
import dev.marina.net.BackendState;
import dev.marina.net.NodePart;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    private static final String NODE = "/api/v1/nodes/n1";
    private static final String LEASE = AgentWorld.LEASE + "n1";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final TestClock clock = new TestClock(Instant.parse("2026-11-21T10:00:00Z"));
    private final AtomicInteger unauthorized = new AtomicInteger();
    private List<String> inUse = List.of();
    private Optional<String> trouble = Optional.empty();
    private Set<Pressure> pressures = Set.of();
    private volatile Set<NodePart> off = Set.of();
    private volatile BackendState backend = BackendState.unknown();
    private ObjectServer server;
    private KubernetesClient client;
    private Registration registration;
    private Heartbeat heartbeat;

    @BeforeEach
    void serve() throws IOException {
        server = new ObjectServer();
        client = new KubernetesClientBuilder().withConfig(new ConfigBuilder().withAutoConfigure(false).withMasterUrl(server.url())
                .withRequestRetryBackoffLimit(0).build()).build();
        registration = new Registration(AgentWorld.ACME, "m1", client);
        heartbeat = every(Duration.ofMinutes(1));
    }

    @AfterEach
    void end() {
        heartbeat.close();
        client.close();
        server.close();
    }

    private Heartbeat every(Duration interval) {
        return new Heartbeat(AgentWorld.ACME, client, registration, new MachineFacts("simulated://1", true, "6.1", "Linux", "boot", 4, 8L << 30),
                () -> new NodeFigures(1L << 30, 0, 2L << 30, 1L << 30, 1_000, 900, 512, 3), () -> pressures, () -> off, () -> backend, List::of, () -> inUse,
                () -> trouble,
                unauthorized::incrementAndGet, clock, interval);
    }

    private String ready() {
        return condition("Ready");
    }

    private String condition(String type) {
        for (var condition : server.object(NODE).at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText();
            }
        }
        return "";
    }

    private long written() {
        return server.asked.stream().filter(("PATCH " + NODE + "/status")::equals).count();
    }

    @Test
    void theLeaseIsRenewedEachTimeAndTheStatusWrittenWhenThereIsNews() {
        heartbeat.beat();
        assertEquals("True", ready());
        for (int beat = 0; beat < 6; beat++) {
            clock.advance(Duration.ofSeconds(10));
            heartbeat.beat();
        }
        assertEquals(1, written());
        assertEquals("2026-11-21T10:01:00.000000Z", server.object(LEASE).at("/spec/renewTime").asText());

        trouble = Optional.of("container runtime is down");
        heartbeat.beat();
        assertEquals("False", ready());
        pressures = Set.of(Pressure.DISK);
        heartbeat.beat();
        assertEquals(3, written());
        clock.advance(Duration.ofSeconds(61));
        heartbeat.beat();
        assertEquals(4, written());
    }

    @Test
    void whatIsSwitchedOffIsToldAtOnceAndThatItWorksAgainToo() {
        heartbeat.beat();
        heartbeat.start();
        off = Set.of(NodePart.DNS);
        heartbeat.soon();
        Await.until("that it rests", SOON, () -> condition("DNSAnswers"), "False"::equals);
        off = Set.of();
        heartbeat.soon();
        Await.until("that it works", SOON, () -> condition("DNSAnswers"), "True"::equals);
    }

    @Test
    void volumesInUseAreToldWithTheNextBeat() {
        heartbeat.beat();
        inUse = List.of("kubernetes.io/csi/d^v");
        heartbeat.beat();
        assertEquals("[\"kubernetes.io/csi/d^v\"]", server.object(NODE).at("/status/volumesInUse").toString());

        inUse = List.of();
        heartbeat.beat();
        assertTrue(server.object(NODE).at("/status/volumesInUse").isEmpty());
    }

    @Test
    void theNodeSaysHowItCarriesPacketsAndWhetherThatIsWhatIsWanted() {
        backend = new BackendState(Backend.BGP, Backend.BGP, "RoutesNotLearned", "no routes by BGP to 10.244.3.0/24 yet",
                List.of("10.244.2.0/24 via 100.64.0.2 dev seg0 proto bird"), List.of(new BackendState.Session("100.64.0.2", "route reflector", "Established")));
        heartbeat.beat();
        assertEquals("False", condition("NetworkBackend"));
        assertEquals("bgp | 10.244.2.0/24 via 100.64.0.2 dev seg0 proto bird | 100.64.0.2 | route reflector | Established",
                note("backend-type") + " | " + note("routes") + " | " + note("bgp-sessions"));

        backend = new BackendState(Backend.VXLAN, Backend.VXLAN, BackendState.RUNNING, "the node sends by vxlan", List.of(), List.of());
        heartbeat.beat();
        assertEquals("True", condition("NetworkBackend"));
        assertEquals("vxlan | null | null", note("backend-type") + " | " + note("routes") + " | " + note("bgp-sessions"));
        assertEquals(2, written());
    }

    private String note(String name) {
        return server.object(NODE).at("/metadata/annotations/network.marina.dev~1" + name).asText("null");
    }

    /// What could not be told is told with the next beat.
    @Test
    void aStatusThatDidNotComeThroughCountsAsNotTold() {
        heartbeat.beat();
        server.refusal = request -> request.endsWith("/status") ? 503 : 0;
        trouble = Optional.of("container runtime is down");
        assertThrows(KubernetesClientException.class, heartbeat::beat);

        server.refusal = _ -> 0;
        heartbeat.beat();

        assertEquals("False", ready());
    }

    @Test
    void theLeaseGoesWithTheNode() {
        heartbeat.beat();
        heartbeat.beat();
        assertEquals("v1 Node n1 " + server.object(NODE).at("/metadata/uid").asText(), owner());
        String uid = server.object(NODE).at("/metadata/uid").asText();

        client.nodes().withName("n1").delete();
        client.leases().inNamespace(Heartbeat.LEASES).withName("n1").delete();
        heartbeat.beat();
        assertTrue(server.object(LEASE).at("/metadata/ownerReferences").isEmpty());

        clock.advance(Duration.ofSeconds(61));
        heartbeat.beat();
        heartbeat.beat();
        assertEquals("v1 Node n1 " + server.object(NODE).at("/metadata/uid").asText(), owner());
        assertNotEquals(uid, server.object(NODE).at("/metadata/uid").asText());
    }

    private String owner() {
        var owner = server.object(LEASE).at("/metadata/ownerReferences/0");
        return "%s %s %s %s".formatted(owner.path("apiVersion").asText(), owner.path("kind").asText(), owner.path("name").asText(), owner.path("uid").asText());
    }

    @Test
    void aNodeThatSomebodyDeletedComesBackAndSoDoesItsLease() {
        heartbeat.beat();
        client.nodes().withName("n1").delete();
        client.leases().inNamespace(Heartbeat.LEASES).withName("n1").delete();
        clock.advance(Duration.ofSeconds(61));

        heartbeat.beat();

        assertEquals("True", ready());
        assertEquals("n1", server.object(LEASE).at("/spec/holderIdentity").asText());
    }

    @Test
    void itGoesOnWhileTheServerIsAwayAndTellsOfARefusedCertificate() {
        server.refusal = _ -> 401;
        heartbeat = every(Duration.ofMillis(20));
        heartbeat.start();
        heartbeat.start();
        Await.until("the refusal to be told", SOON, unauthorized::get, times -> times > 0);

        server.refusal = _ -> 0;
        Await.until("the status", SOON, () -> server.object(NODE), node -> node != null && node.has("status"));
    }

    /// A beat that is under way when the node is taken out of its cluster would register it again.
    @Test
    void whatIsTakenOutOfTheClusterIsNotBroughtBackByTheLastBeat() throws Exception {
        CountDownLatch inTheMiddle = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        server.before = request -> {
            if (request.equals("POST " + NODE.substring(0, NODE.lastIndexOf('/')))) {
                inTheMiddle.countDown();
                await(goOn);
            }
        };
        heartbeat = every(Duration.ofMillis(20));
        heartbeat.start();
        await(inTheMiddle);

        Thread removal = Thread.startVirtualThread(() -> {
            heartbeat.end();
            registration.deregister();
        });
        assertFalse(removal.join(Duration.ofMillis(200)), "it did not wait for the beat");
        goOn.countDown();

        assertTrue(removal.join(SOON));
        assertNull(server.object(NODE));
        assertNull(server.object(LEASE));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(SOON.toSeconds(), java.util.concurrent.TimeUnit.SECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
