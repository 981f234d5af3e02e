package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.SandboxId;
import dev.marina.agent.runtime.SandboxSpec;
import dev.marina.agent.runtime.SandboxState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeRemovalTest {

    private static final NodeRef ACME = AgentWorld.ref(AgentWorld.ACME);

    @TempDir
    Path directory;

    private AgentWorld world;
    private Path node;

    @BeforeEach
    void aNodeWithAPodThatHasAClaim() throws Exception {
        world = new AgentWorld(directory);
        node = world.directory(AgentWorld.ACME);
        NodeNotes.remember(AgentWorld.ACME, node);
        NodeNotes.remember(AgentWorld.BETA, world.directory(AgentWorld.BETA));
        Files.createDirectories(node.resolve("pods/u1/volumes/claim/data"));
        sandbox(ACME, "u1");
        sandbox(ACME, "u2");
        sandbox(AgentWorld.ref(AgentWorld.BETA), "u3");
        world.runtime.onEvent(_ -> world.steps.add("container removed"));
    }

    @AfterEach
    void end() {
        world.close();
    }

    private SandboxId sandbox(NodeRef ref, String uid) {
        return world.runtime.runSandbox(new SandboxSpec(new PodRef(ref, "default", uid, uid), 0, uid, Optional.empty(), Map.of(), ""));
    }

    private void remove() {
        NodeRemoval.fromMachine(ACME, world.services, node);
    }

    private List<NodeRef> remembered() {
        return NodeNotes.remembered(world.services.nodes()).stream().map(AgentWorld::ref).toList();
    }

    /// A volume still mounted when the disk goes would be emptied with it; a container that still runs would write to either.
    @Test
    void whatUsesWhatRemainsGoesFirst() {
        remove();

        List<String> steps = world.steps;
        assertEquals(List.of("container removed", "container removed", "network removed"), steps.subList(0, 3));
        int claim = steps.indexOf("claim of u1 unmounted");
        int all = steps.indexOf("unmounted below " + ACME.id());
        assertTrue(2 < claim && claim < all, steps.toString());
        assertEquals("disk deleted", steps.getLast());
        assertEquals(List.of("u3"), world.runtime.snapshot().sandboxes().stream().map(SandboxState::pod).map(PodRef::uid).toList());
        assertEquals(List.of(AgentWorld.ref(AgentWorld.BETA)), remembered());
    }

    /// An agent that is killed in the middle comes back knowing the node, or what is left of it would stay for ever.
    @Test
    void aNodeIsForgottenLastAndRemovedAgainFromTheStart() throws IOException {
        for (String obstacle : List.of("claim of u1 unmounted", "unmounted below " + ACME.id(), "disk deleted")) {
            world.steps.clear();
            world.before = step -> {
                if (step.equals(obstacle)) {
                    throw new IllegalStateException("busy");
                }
            };

            assertThrows(IllegalStateException.class, this::remove);

            assertFalse(world.steps.contains(obstacle));
            assertFalse(world.steps.contains("disk deleted"), obstacle);
            assertTrue(remembered().contains(ACME), obstacle);
        }
        world.before = _ -> {};
        remove();
        remove();
        assertFalse(remembered().contains(ACME));
    }
}
