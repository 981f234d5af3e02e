package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.runtime.SandboxState;
import dev.marina.model.Cluster;
import dev.marina.model.Machine;
import dev.marina.net.Backend;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node and its session, from outside: what its tenant's API server, the machine and the control plane see.
class TenantNodeTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String NODE = "/api/v1/nodes/n1";
    private static final String LEASE = AgentWorld.LEASE + "n1";
    private static final String REQUEST = "POST " + AgentWorld.PATH + "/nodecredentials";

    @TempDir
    Path directory;

    private final List<String> said = new CopyOnWriteArrayList<>();
    private AgentWorld world;
    private TenantNode acme;
    private TenantNode beta;

    @BeforeEach
    void twoTenants() throws Exception {
        world = new AgentWorld(directory);
        acme = new TenantNode(AgentWorld.ACME, world.services, () -> said.add(acme.state().message()));
        beta = new TenantNode(AgentWorld.BETA, world.services, () -> {});
    }

    @AfterEach
    void end() {
        acme.close();
        beta.close();
        world.close();
    }

    private static void awaitPhase(TenantNode node, String phase) {
        Await.until("node " + phase, SOON, node::state, state -> state.state().equals(phase));
    }

    private long identities() {
        return world.management.asked.stream().filter(REQUEST::equals).count();
    }

    @Test
    void aNodeIsMadeAndToldToItsOwnClusterOnly() {
        acme.start();
        awaitPhase(acme, "Ready");

        assertTrue(acme.open());
        assertNotNull(world.acme.object(NODE));
        assertNotNull(world.acme.object(LEASE));
        assertEquals(List.of(), world.beta.asked);
        assertEquals("100.64.0.1", world.networks.standing.get("acme/n1").address());
    }

    @Test
    void itSaysWhyItIsNotMadeAndIsTriedAgain() {
        world.acme.refusal = _ -> 503;
        AtomicInteger opened = new AtomicInteger();
        world.before = step -> {
            if (step.equals("open") && opened.getAndIncrement() == 0) {
                throw new IllegalStateException("the machine's disk is full");
            }
        };
        acme.start();
        Await.until("why", SOON, () -> List.copyOf(said), List.of("the machine's disk is full", "refused by the test")::equals);

        world.acme.refusal = _ -> 0;
        awaitPhase(acme, "Ready");
        assertEquals(1, identities(), "who the node is was settled");
    }

    /// Upstream's kubelet asks for a new one as well: the cluster's authority may have been replaced.
    @Test
    void aRefusedCertificateIsReplacedByAFreshOne() {
        world.acme.refusal = _ -> identities() < 3 ? 401 : 0;

        acme.start();

        awaitPhase(acme, "Ready");
        assertEquals(3, identities());
    }

    @Test
    void anApiServerThatHangsHoldsUpItsOwnTenantsNodeOnly() throws InterruptedException {
        CountDownLatch hung = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        world.acme.before = _ -> {
            hung.countDown();
            try {
                over.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        };
        acme.start();
        assertTrue(hung.await(SOON.toSeconds(), TimeUnit.SECONDS));

        beta.start();
        awaitPhase(beta, "Ready");

        assertEquals("Preparing", acme.state().state());
        over.countDown();
        awaitPhase(acme, "Ready");
    }

    /// Pods would never again reach their API server.
    @Test
    void aForwarderThatCouldNotBeOpenedAgainIsOpenedLater() throws Exception {
        acme.start();
        awaitPhase(acme, "Ready");
        AtomicInteger refused = new AtomicInteger();
        world.networks.before = step -> {
            if (step.equals("listen") && refused.getAndIncrement() == 0) {
                throw new IllegalStateException("no descriptor left");
            }
        };

        world.proxyPort = 9;
        world.clock.advance(Duration.ofDays(7));
        acme.podChanged("node-" + acme.ref().id());

        Await.until("a second forwarder", SOON, () -> world.networks.listening.size(), count -> count == 2);
        assertEquals(2, identities());
        try (SocketChannel connection = SocketChannel.open(world.networks.listening.getLast())) {
            assertTrue(connection.isConnected());
        }
    }

    @Test
    void anEndedSandboxIsMadeAnewAndTheNetworkWithIt() {
        acme.start();
        awaitPhase(acme, "Ready");
        SandboxState first = world.runtime.snapshot().sandboxes().getFirst();
        Path namespace = world.networks.standing.get("acme/n1").netns();

        world.runtime.stopSandbox(first.id(), Duration.ZERO);
        acme.podChanged(first.pod().uid());

        Await.until("another namespace", SOON, () -> world.networks.standing.get("acme/n1").netns(), now -> !now.equals(namespace));
        Await.until("another forwarder", SOON, () -> world.networks.listening.size(), count -> count == 2);
    }

    @Test
    void howAClusterCarriesPacketsIsToldToItsOwnNodeOnlyAndWhileItRuns() {
        acme.start();
        beta.start();
        awaitPhase(acme, "Ready");
        awaitPhase(beta, "Ready");
        assertEquals(Backend.VXLAN, world.networks.standing.get("acme/n1").backend());

        acme.update(AgentWorld.ACME.in(new Cluster.Network("bgp", new Cluster.Bgp(true))));

        Await.until("the network hears of it", SOON, () -> world.networks.standing.get("acme/n1"), spec -> spec.backend() == Backend.BGP && spec.reflector());
        assertEquals(Backend.VXLAN, world.networks.standing.get("beta/n1").backend());
    }

    @Test
    void aNodeGoesOutOfItsClusterAndOffTheMachineAndTheOthersStay() {
        acme.start();
        beta.start();
        awaitPhase(acme, "Ready");
        awaitPhase(beta, "Ready");

        acme.remove();

        assertNull(world.acme.object(NODE));
        assertNull(world.acme.object(LEASE));
        assertEquals(Set.of("beta/n1"), world.networks.standing.keySet());
        assertNotNull(world.beta.object(NODE));
        assertEquals("Ready", beta.state().state());
    }

    @Test
    void whatItAnswersIsReportedOfItselfAlone() {
        acme = new TenantNode(AgentWorld.ACME.granted(List.of("203.0.113.1")), world.services, () -> {});
        acme.start();
        beta.start();
        awaitPhase(acme, "Ready");
        awaitPhase(beta, "Ready");

        assertEquals(new Machine.NodeState("acme", "n1", "Ready", null, acme.state().faults(), null, List.of("203.0.113.1")), acme.reported());
        assertEquals(beta.state(), beta.reported());
    }

    @Test
    void whatIsHaltedRunsNothingAnyMoreAndLeavesWhatItHasAndOthersRunOn() {
        acme.start();
        beta.start();
        awaitPhase(acme, "Ready");
        awaitPhase(beta, "Ready");

        acme.halt();
        acme.halt();

        assertEquals(List.of("beta"), world.runtime.snapshot().sandboxes().stream().filter(SandboxState::running)
                .map(sandbox -> sandbox.pod().node().clusterId()).toList());
        assertNotNull(world.acme.object(NODE), "it says nothing to a cluster in which it is nobody");
        assertEquals(List.of(), world.steps);
        assertEquals("Ready", beta.state().state());
    }

    /// What a cluster's own API server does is no reason to keep what it had on the machine.
    @Test
    void aNodeIsRemovedThoughItsClusterDoesNotAnswerAndAgainAfterAFailure() {
        acme.start();
        awaitPhase(acme, "Ready");
        world.acme.refusal = _ -> 503;
        world.before = step -> {
            if (step.equals("disk deleted")) {
                throw new IllegalStateException("device is busy");
            }
        };

        assertThrows(IllegalStateException.class, acme::remove);
        assertEquals(new Machine.NodeState("acme", "n1", "Removing", "device is busy"), acme.state());

        world.before = _ -> {};
        acme.remove();
        assertTrue(world.networks.standing.isEmpty());
        assertEquals("disk deleted", world.steps.getLast());
    }
}
