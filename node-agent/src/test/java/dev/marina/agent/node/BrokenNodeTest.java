package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.SandboxSpec;
import dev.marina.agent.runtime.SandboxState;
import dev.marina.model.FaultCase;
import dev.marina.model.Machine;
import dev.marina.net.NodePart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A node of which its cluster breaks something, and another tenant's on the same machine.
class BrokenNodeTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private AgentWorld world;
    private TenantNode acme;
    private TenantNode beta;

    @BeforeEach
    void twoTenants() throws Exception {
        world = new AgentWorld(directory);
        acme = new TenantNode(AgentWorld.ACME, world.services, () -> {});
        beta = new TenantNode(AgentWorld.BETA, world.services, () -> {});
        acme.start();
        beta.start();
        Await.until("both stand", SOON, () -> acme.open() && beta.open() && acme.state().state().equals("Ready"), Boolean.TRUE::equals);
    }

    @AfterEach
    void end() {
        acme.close();
        beta.close();
        world.close();
    }

    private Machine.AssignedNode broken(String type) {
        return AgentWorld.ACME.broken(List.of(BreakageTest.fault(type, world.clock.instant().plusSeconds(300))));
    }

    private void become(String type) {
        acme.update(broken(type));
        Await.until(type + " is in effect", SOON, acme::state, state -> state.faults() != null && state.faults().getFirst().fault().equals("f-" + type));
        assertEquals("Ready", acme.state().state(), "the machine has the node as it is to be");
    }

    private void mend() {
        acme.update(AgentWorld.ACME);
        Await.until("it is over", SOON, acme::state, state -> state.faults() == null);
        Await.until("its pods are looked after", SOON, acme::open, Boolean.TRUE::equals);
        assertEquals(Set.of(), world.networks.cut);
    }

    private SandboxState sandbox(TenantNode node, String uid) {
        PodRef pod = new PodRef(node.ref(), "default", uid, uid);
        world.runtime.runSandbox(new SandboxSpec(pod, 0, uid, Optional.empty(), Map.of(), ""));
        return sandbox(uid).orElseThrow();
    }

    private Optional<SandboxState> sandbox(String uid) {
        return world.runtime.snapshot(uid).sandboxes().stream().findFirst();
    }

    @Test
    void aStoppedNodeEndsWhatItRunsAndAnswersNobodyAndTheOtherTenantsGoesOn() {
        sandbox(acme, "web");
        sandbox(beta, "shop");

        become("NodeStopped");

        assertFalse(acme.open());
        assertEquals(Set.of("acme/n1"), world.networks.cut);
        assertFalse(sandbox("web").orElseThrow().running());
        assertTrue(sandbox("shop").orElseThrow().running());
        assertTrue(beta.open());
        assertNull(beta.state().faults());
        mend();
    }

    @Test
    void aPartitionedNodeRunsOnAndAnswersNobody() {
        sandbox(acme, "web");

        become("NodePartitioned");

        assertFalse(acme.open());
        assertEquals(Set.of("acme/n1"), world.networks.cut);
        assertTrue(sandbox("web").orElseThrow().running());
        mend();
    }

    @Test
    void aPausedAgentLooksAfterNoPodAndTheNetworkGoesOn() {
        sandbox(acme, "web");
        int forwarders = world.networks.listening.size();

        become("AgentPaused");

        assertFalse(acme.open());
        assertEquals(Set.of(), world.networks.cut);
        assertTrue(sandbox("web").orElseThrow().running());
        Await.until("pods reach their API server", SOON, () -> world.networks.listening.size(), count -> count > forwarders);
        mend();
    }

    @Test
    void aCertificateThatHasRunOutIsShownAndWhatTheServerSaysIsTold() {
        world.acme.refusal = request -> request.equals("GET /api/v1/nodes/n1") ? 401 : 0;

        become("CertificateExpired");

        assertFalse(acme.open());
        String message = acme.state().faults().getFirst().message();
        assertTrue(message.contains("401"), message);
        world.acme.refusal = _ -> 0;
        mend();
    }

    /// Every one that is of nodes: begun, seen, undone, and nothing of it left.
    @ParameterizedTest
    @EnumSource(value = FaultCase.class, names = "CONTROLLER_SLOWED", mode = EnumSource.Mode.EXCLUDE)
    void eachIsTakenBackWhole(FaultCase type) {
        List<String> conditions = conditions();
        become(type.text());
        assertEquals(type == FaultCase.DNS_STOPPED ? Set.of(NodePart.DNS) : Set.of(), world.networks.stopped.getOrDefault("acme/n1", Set.of()));
        assertEquals(Set.of(), world.networks.stopped.getOrDefault("beta/n1", Set.of()));
        if (type == FaultCase.DISK_FILLED) {
            assertTrue(files().size() > 0, "there is a ballast");
        }

        mend();

        assertEquals(Set.of(), world.networks.stopped.get("acme/n1"));
        assertEquals(List.of(), files());
        Await.until("its conditions are as before", SOON, this::conditions, conditions::equals);
    }

    /// What is in the node's directory of a ballast.
    private List<String> files() {
        try (Stream<Path> all = Files.list(world.directory(AgentWorld.ACME))) {
            return all.map(file -> file.getFileName().toString()).filter(name -> name.contains("disk-filled")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// But for those that say that something has rested once.
    private List<String> conditions() {
        return world.acme.object("/api/v1/nodes/n1").at("/status/conditions").valueStream()
                .filter(one -> !one.path("type").asText().equals("DNSAnswers") || one.path("status").asText().equals("False"))
                .map(one -> one.path("type").asText() + " " + one.path("status").asText()).sorted().toList();
    }

    @Test
    void itIsKnownAfterARestartAndEndsByItself() {
        become("NodePartitioned");
        acme.close();

        Machine.AssignedNode remembered = NodeNotes.remembered(world.services.nodes()).stream().filter(node -> node.clusterId().equals("acme")).findFirst()
                .orElseThrow();
        acme = new TenantNode(remembered, world.services, () -> {});
        acme.start();
        Await.until("it is in effect again", SOON, acme::state, state -> state.faults() != null);
        assertFalse(acme.open());
        assertEquals(Set.of("acme/n1"), world.networks.cut);

        world.clock.advance(Duration.ofSeconds(301));
        acme.podChanged("node-" + acme.ref().id());
        Await.until("it is over", SOON, () -> acme.open() && acme.state().faults() == null, Boolean.TRUE::equals);
        assertEquals(Set.of(), world.networks.cut);
    }

    @Test
    void aNodeThatIsCutOffIsTakenOutOfItsClusterToo() {
        become("NodePartitioned");
        assertNotNull(world.acme.object("/api/v1/nodes/n1"));

        acme.remove();

        assertNull(world.acme.object("/api/v1/nodes/n1"));
    }
}
