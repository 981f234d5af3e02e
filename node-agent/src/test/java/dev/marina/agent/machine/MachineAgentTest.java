package dev.marina.agent.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.agent.Await;
import dev.marina.agent.node.AgentWorld;
import dev.marina.agent.node.TenantNode;
import dev.marina.agent.node.NodeEngines;
import dev.marina.agent.runtime.EngineProcess;
import dev.marina.agent.runtime.RuntimeHealth;
import dev.marina.agent.runtime.SandboxState;
import dev.marina.agent.runtime.SimulatedRuntime;
import dev.marina.model.Machine;
import dev.marina.model.NodePool;
import dev.marina.net.NodeElsewhere;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
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

    /// The front asks it where tenants' entrances are, and its switch leads to load balancers.
    @Test
    void nodesOnOtherMachinesAreKnownToTheFrontAndTheNetworkAsLongAsTheyAreSaid() {
        Machine.Elsewhere entrance = new Machine.Elsewhere("acme", "acme", "default", "100.64.0.7", "192.0.2.2", true, null);
        Machine.Elsewhere balanced = new Machine.Elsewhere("beta", "beta", "default", "100.64.0.8", "192.0.2.2", null, List.of("203.0.113.1"));
        Map<String, Object> machine = Map.of("apiVersion", "marina.dev/v1", "kind", "Machine", "metadata", Map.of("name", AgentWorld.MACHINE));
        Map<String, Object> told = new HashMap<>(machine);
        told.put("spec", new Machine.Spec(List.of(), null, null, null, List.of(entrance, balanced)));
        world.management.put(AgentWorld.PATH, told);
        agent.start();

        Await.until("the network hears of them", SOON, () -> world.networks.elsewhere,
                List.of(new NodeElsewhere("acme", "100.64.0.7", "192.0.2.2", List.of()),
                        new NodeElsewhere("beta", "100.64.0.8", "192.0.2.2", List.of("203.0.113.1")))::equals);
        Await.until("the entrance is known", SOON, () -> agent.entrances("acme", "default"), List.of("100.64.0.7")::equals);
        assertEquals(List.of(), agent.entrances("beta", "default"));
        assertEquals(List.of(), agent.entrances("acme", "other"));
        assertTrue(agent.applicationNames("apps.example").stream().allMatch(name -> name.contains("acme")),
                () -> agent.applicationNames("apps.example").toString());
        assertFalse(agent.applicationNames("apps.example").isEmpty());

        told.put("spec", new Machine.Spec(List.of()));
        world.management.put(AgentWorld.PATH, told);
        Await.until("nobody is elsewhere", SOON, () -> world.networks.elsewhere, List.of()::equals);
        Await.until("no entrance is", SOON, () -> agent.entrances("acme", "default"), List.of()::equals);
    }

    /// Others have its nodes by then, or their tenants want none. What the nodes have on the machine stays.
    @Test
    void whoIsLeftOutStopsTheContainersOfAllTenantsAndSaysSoAndWhoIsLetInAgainMakesTheNodesAnew() {
        want(AgentWorld.ACME, AgentWorld.BETA);
        agent.start();
        awaitReported("acme Ready;beta Ready;");
        world.management.cause = Machine.LEFT_OUT;
        long before = renewals();
        world.management.refusal = _ -> 401;
        Await.until("the refusal is heard", SOON, this::renewals, count -> count > before + 2);
        assertEquals(2, running(), "once is not enough");

        world.clock.advance(Dismissal.LONG_ENOUGH);

        Await.until("nothing runs", SOON, this::running, Long.valueOf(0)::equals);
        Await.until("it says so", SOON, agent::trouble, Optional.of(MachineAgent.LEFT_OUT)::equals);
        Await.until("the nodes are let go", SOON, () -> agent.node(AgentWorld.ref(AgentWorld.ACME)), Optional.empty()::equals);
        assertEquals(Set.of("acme/n1", "beta/n1"), world.networks.standing.keySet());
        assertTrue(world.steps.isEmpty(), world.steps::toString);

        world.management.refusal = _ -> 0;
        Await.until("both run", SOON, this::running, Long.valueOf(2)::equals);
        Await.until("no trouble", SOON, agent::trouble, Optional::isEmpty);
    }

    private long renewals() {
        return world.management.asked.stream().filter(request -> request.endsWith(" " + AgentWorld.LEASE + AgentWorld.MACHINE)).count();
    }

    private long running() {
        return world.runtime.snapshot().sandboxes().stream().filter(SandboxState::running).count();
    }

    /// Whoever else refuses it has not put it out: pods run on, as under any kubelet that is not let in.
    @Test
    void anyOtherRefusalStopsNothing() {
        want(AgentWorld.ACME);
        agent.start();
        awaitReported("acme Ready;");
        world.management.refusal = _ -> 401;
        Await.until("the trouble", SOON, () -> {
            world.clock.advance(Duration.ofSeconds(10));
            return agent.trouble();
        }, Optional.of("management cluster: refused by the test")::equals);
        world.clock.advance(Dismissal.LONG_ENOUGH);
        long heard = renewals();
        Await.until("it is refused again", SOON, this::renewals, count -> count > heard + 2);

        assertEquals(1, running());
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
