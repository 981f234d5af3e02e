package dev.marina.agent.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.agent.Await;
import dev.marina.agent.node.AgentWorld;
import dev.marina.agent.node.TenantNode;
import dev.marina.agent.node.NodeEngines;
import dev.marina.agent.runtime.EngineProcess;
import dev.marina.agent.runtime.RuntimeHealth;
import dev.marina.agent.runtime.SimulatedRuntime;
import dev.marina.model.Machine;
import dev.marina.model.NodePool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineAgentTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private AgentWorld world;
    private MachineAgent agent;

    @BeforeEach
    void open() throws Exception {
        world = new AgentWorld(directory);
        agent = agent();
    }

    @AfterEach
    void end() {
        agent.close();
        world.close();
    }

    private MachineAgent agent() {
        return new MachineAgent(world.client, world.services, "1", (_, _) -> {});
    }

    private void want(Machine.AssignedNode... nodes) {
        world.management.put(AgentWorld.PATH, Map.of("apiVersion", "marina.dev/v1", "kind", "Machine", "metadata", Map.of("name", AgentWorld.MACHINE),
                "spec", new Machine.Spec(List.of(nodes))));
    }

    private void awaitReported(String nodes) {
        Await.until("the report of " + nodes, SOON, this::reported, nodes::equals);
    }

    private String reported() {
        JsonNode machine = world.management.object(AgentWorld.PATH);
        StringBuilder text = new StringBuilder();
        if (machine != null) {
            machine.at("/status/nodes")
                    .forEach(node -> text.append(node.path("clusterId").asText()).append(' ').append(node.path("state").asText()).append(';'));
        }
        return text.toString();
    }

    @Test
    void itRegistersAndKeepsTheNodesThatItIsTold() {
        agent.start();
        Await.until("the machine", SOON, () -> world.management.object(AgentWorld.LEASE + AgentWorld.MACHINE), lease -> lease != null);
        assertEquals(Optional.empty(), Await.until("no trouble", SOON, agent::trouble, Optional::isEmpty));

        want(AgentWorld.ACME, AgentWorld.BETA);
        awaitReported("acme Ready;beta Ready;");
        want(AgentWorld.BETA);
        awaitReported("beta Ready;");

        assertEquals(Set.of("beta/n1"), world.networks.standing.keySet());
    }

    /// Pods on this machine go on, and what of them breaks is mended, whether or not the platform is there.
    @Test
    void whatAnEarlierAgentHadIsTakenOverWhileThePlatformIsAway() {
        want(AgentWorld.ACME);
        agent.start();
        awaitReported("acme Ready;");
        agent.close();
        world.networks.standing.clear();
        world.management.refusal = _ -> 503;

        agent = agent();
        agent.start();

        Await.until("the node's network", SOON, () -> world.networks.standing.keySet(), Set.of("acme/n1")::equals);
        Await.until("the trouble", SOON, agent::trouble, Optional.of("management cluster: refused by the test")::equals);
        world.management.refusal = _ -> 0;
        Await.until("no trouble", SOON, agent::trouble, Optional::isEmpty);
        Await.until("the node", SOON, () -> agent.node(AgentWorld.ref(AgentWorld.ACME)).map(node -> node.state().state()), Optional.of("Ready")::equals);
    }

    /// A platform that has not yet said which nodes there are has not said that there are none.
    @Test
    void nobodyHavingSaidWhichNodesIsNoReasonToRemoveAny() {
        want(AgentWorld.ACME);
        agent.start();
        awaitReported("acme Ready;");

        world.management.put(AgentWorld.PATH, Map.of("metadata", Map.of("name", AgentWorld.MACHINE), "spec", Map.of()));
        Await.until("another turn", SOON, () -> world.management.object(AgentWorld.PATH), machine -> machine.has("status"));

        assertEquals("Ready", agent.node(AgentWorld.ref(AgentWorld.ACME)).orElseThrow().state().state());
        assertTrue(world.steps.isEmpty());
    }

    /// One tenant's node has an engine of its own, the other's the machine's: each is made by its own, and only the first takes its engine with it.
    @Test
    void aNodeWithAnEngineOfItsOwnIsMadeByThatAndTakesItWithIt() {
        SimulatedRuntime own = new SimulatedRuntime(world.clock);
        List<String> engine = new CopyOnWriteArrayList<>();
        NodeEngines engines = (node, shared) -> node.clusterId().equals("beta")
                ? shared
                : shared.with(shared.ids(), own, null, null, shared.images(), new RuntimeHealth(own, world.clock), new OwnEngine(engine));
        agent = new MachineAgent(world.client, world.services, engines, NodePool.RUNTIMES, "1", (_, _) -> {});
        want(AgentWorld.ACME, AgentWorld.BETA);
        agent.start();
        awaitReported("acme Ready;beta Ready;");

        assertEquals(List.of("acme"), own.snapshot().sandboxes().stream().map(sandbox -> sandbox.pod().node().clusterId()).toList());
        assertEquals(List.of("beta"), world.runtime.snapshot().sandboxes().stream().map(sandbox -> sandbox.pod().node().clusterId()).toList());
        assertEquals("[\"docker\",\"containerd\"]", world.management.object(AgentWorld.PATH).at("/status/runtimes").toString());
        assertEquals("ensured", engine.getFirst());

        want(AgentWorld.BETA);
        awaitReported("beta Ready;");
        assertEquals("ended", engine.getLast());
        assertEquals(1, world.runtime.snapshot().sandboxes().size(), "the other's stays");
    }

    private record OwnEngine(List<String> steps) implements EngineProcess {

        @Override
        public void ensure() {
            steps.add("ensured");
        }

        @Override
        public void end() {
            steps.add("ended");
        }
    }

    @Test
    void aRemovalThatFailsIsTriedAgainAtItsOwnPaceAndANodeThatIsWantedAgainIsMadeAnew() {
        want(AgentWorld.ACME, AgentWorld.BETA);
        agent.start();
        awaitReported("acme Ready;beta Ready;");
        TenantNode first = agent.node(AgentWorld.ref(AgentWorld.ACME)).orElseThrow();
        List<Long> attempts = new CopyOnWriteArrayList<>();
        world.before = step -> {
            if (step.equals("disk deleted")) {
                attempts.add(System.nanoTime());
                throw new IllegalStateException("device is busy");
            }
        };

        want(AgentWorld.BETA);
        Await.until("two attempts", SOON, () -> attempts, all -> all.size() >= 2);
        assertTrue(Duration.ofNanos(attempts.get(1) - attempts.get(0)).toMillis() >= 900, "it does not hammer");
        awaitReported("acme Removing;beta Ready;");

        want(AgentWorld.ACME, AgentWorld.BETA);
        world.before = _ -> {};
        Await.until("another node", SOON, () -> agent.node(AgentWorld.ref(AgentWorld.ACME)),
                node -> node.filter(now -> now != first && now.state().state().equals("Ready")).isPresent());
    }
}
