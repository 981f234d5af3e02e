package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Each back end carries pods' packets between nodes, in its own way and no other. Needs root; what is of BGP needs `bird2` too.
@EnabledIf(value = "dev.marina.net.World#root", disabledReason = "needs root: makes network namespaces")
class BackendsIT {

    private static final int PORT = 8080;
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private World world;

    @BeforeEach
    void aMachine() {
        world = new World("bit", List.of());
    }

    @AfterEach
    void none() {
        world.close();
    }

    static boolean bird() {
        return World.root() && Files.isExecutable(Bird.PROGRAM);
    }

    private Map<String, Integer> whatIsSent(World.Pod from, World.Pod to, String... nodes) {
        world.serve(to.netns(), PORT, "web");
        try (Capture capture = new Capture(world.wiring(), Stream.of(nodes).map(world::spec).toArray(NodeSpec[]::new))) {
            assertEquals("web " + from.address(), from.ask(to.address().toString(), PORT));
            return capture.seen();
        }
    }

    @Test
    void vxlanPutsEveryPacketIntoAnother() {
        world.cluster("acme", 101, "100.64.0.1", Backend.VXLAN, false, 0, 0);

        Map<String, Integer> sent = whatIsSent(world.pod("acme+node-1", "a"), world.pod("acme+node-2", "b"), "acme+node-1", "acme+node-2");

        assertEquals(Set.of("vxlan"), sent.keySet());
    }

    @Test
    void hostGatewaysSendPacketsAsTheyAre() {
        List<NodeNetwork> nodes = world.cluster("acme", 101, "100.64.0.1", Backend.HOST_GW, false, 0, 0);

        Map<String, Integer> sent = whatIsSent(world.pod("acme+node-1", "a"), world.pod("acme+node-2", "b"), "acme+node-1", "acme+node-2");

        assertEquals(Set.of("plain"), sent.keySet());
        assertEquals(List.of("10.244.2.0/24 via 100.64.0.2 dev seg0"), nodes.getFirst().backend().routes());
        assertTrue(nodes.getFirst().backend().asWanted());
    }

    @Test
    void directRoutingEncapsulatesBetweenSubnetsOnly() {
        world.cluster("acme", 101, "100.64.0.1", Backend.VXLAN_DIRECT, false, 0, 0, 1);
        World.Pod first = world.pod("acme+node-1", "a");

        assertEquals(Set.of("plain"), whatIsSent(first, world.pod("acme+node-2", "b"), "acme+node-1", "acme+node-2").keySet());
        assertEquals(Set.of("vxlan"), whatIsSent(first, world.pod("acme+node-3", "c"), "acme+node-1", "acme+node-3").keySet());
    }

    @Test
    void hostGatewaysLeadNowhereOutsideOfTheirSubnetAndSaySo() {
        List<NodeNetwork> nodes = world.cluster("acme", 101, "100.64.0.1", Backend.HOST_GW, false, 0, 1);
        World.Pod far = world.pod("acme+node-2", "b");
        world.serve(far.netns(), PORT, "web");

        assertFalse(world.pod("acme+node-1", "a").reaches(far.address().toString(), PORT));
        assertEquals("PeersInOtherSubnets", nodes.getFirst().backend().reason());
    }

    /// Where the kernel has it; else it is refused by name, and pods reach each other all the same.
    @Test
    void ipipIsATunnelOrIsRefusedByName() {
        List<NodeNetwork> nodes = world.cluster("acme", 101, "100.64.0.1", Backend.IPIP, false, 0, 0);

        Map<String, Integer> sent = whatIsSent(world.pod("acme+node-1", "a"), world.pod("acme+node-2", "b"), "acme+node-1", "acme+node-2");

        BackendState state = nodes.getFirst().backend();
        assertEquals(Backend.IPIP, state.wanted());
        if (state.runs() == Backend.IPIP) {
            assertEquals(Set.of("ipip"), sent.keySet());
        } else {
            assertEquals("IpipNotInKernel", state.reason());
            assertEquals(Set.of("vxlan"), sent.keySet());
        }
    }

    @Test
    @EnabledIf("bird")
    void byBgpNodesLearnRoutesFromEachOther() {
        List<NodeNetwork> nodes = world.cluster("acme", 101, "100.64.0.1", Backend.BGP, false, 0, 0, 0);
        nodes.forEach(node -> await(() -> node.backend().asWanted() && node.backend().sessions().stream().allMatch(BackendState.Session::established),
                node::backend));

        assertEquals(List.of("10.244.2.0/24 via 100.64.0.2 dev seg0 proto bird", "10.244.3.0/24 via 100.64.0.3 dev seg0 proto bird"),
                nodes.getFirst().backend().routes());
        nodes.forEach(node -> assertEquals(2, node.backend().sessions().size()));
        Map<String, Integer> sent = whatIsSent(world.pod("acme+node-1", "a"), world.pod("acme+node-2", "b"), "acme+node-1", "acme+node-2");
        assertFalse(sent.containsKey("vxlan"), sent::toString);
        assertTrue(sent.containsKey("plain"), sent::toString);
    }

    @Test
    @EnabledIf("bird")
    void withAReflectorEachOtherNodeHasOneSession() {
        List<NodeNetwork> nodes = world.cluster("acme", 101, "100.64.0.1", Backend.BGP, true, 0, 0, 0, 0);
        nodes.forEach(node -> await(() -> node.backend().asWanted(), node::backend));

        assertEquals(List.of(3, 1, 1, 1), nodes.stream().map(node -> node.backend().sessions().size()).toList());
        assertEquals("route reflector", nodes.getLast().backend().sessions().getFirst().kind());
        assertEquals(List.of("10.244.1.0/24 via 100.64.0.1 dev seg0 proto bird", "10.244.2.0/24 via 100.64.0.2 dev seg0 proto bird",
                "10.244.3.0/24 via 100.64.0.3 dev seg0 proto bird"), nodes.getLast().backend().routes());
        assertEquals(Set.of("plain"), without("bgp", whatIsSent(world.pod("acme+node-2", "a"), world.pod("acme+node-4", "b"), "acme+node-2", "acme+node-4")));
    }

    private static Set<String> without(String what, Map<String, Integer> sent) {
        sent.remove(what);
        return sent.keySet();
    }

    @Test
    @EnabledIf("bird")
    void aKilledBirdComesBackAsItsNodesAndItsRoutesHoldMeanwhile() throws IOException {
        NodeNetwork node = world.cluster("acme", 101, "100.64.0.1", Backend.BGP, false, 0, 0).getFirst();
        await(() -> node.backend().asWanted(), node::backend);
        World.Pod from = world.pod("acme+node-1", "a");
        World.Pod to = world.pod("acme+node-2", "b");
        ProcessHandle killed = birdOf("acme+node-1");
        Path group = world.directory.resolve("cgroup.procs");
        node.confine(List.of(group));
        assertEquals(Long.toString(killed.pid()), Files.readString(group));

        try (Echo echo = new Echo(from, to)) {
            killed.destroyForcibly();
            await(() -> birds("acme+node-1").anyMatch(each -> each.pid() != killed.pid() && written(group).equals(Long.toString(each.pid()))), node::backend);
            await(() -> node.backend().sessions().stream().allMatch(BackendState.Session::established), node::backend);
            assertEquals(0, echo.lost());
        }
    }

    private static String written(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @EnabledIf("bird")
    void anAgentThatComesBackTakesItsBirdsOver() {
        world.cluster("acme", 101, "100.64.0.1", Backend.BGP, false, 0, 0).forEach(node -> await(() -> node.backend().asWanted(), node::backend));
        long before = birdOf("acme+node-1").pid();
        World.Pod from = world.pod("acme+node-1", "a");
        World.Pod to = world.pod("acme+node-2", "b");

        try (Echo echo = new Echo(from, to)) {
            world.networks.close();
            world.start();
            NodeNetwork node = world.again("acme+node-1");
            world.again("acme+node-2");
            await(() -> node.backend().asWanted(), node::backend);
            assertEquals(before, birdOf("acme+node-1").pid());
            assertEquals(0, echo.lost());
        }
    }

    @Test
    @EnabledIf("bird")
    void whoTakesANodeAwayTakesItsBirdToo() {
        NodeNetwork node = world.cluster("acme", 101, "100.64.0.1", Backend.BGP, false, 0, 0).getFirst();
        await(() -> node.backend().asWanted(), node::backend);
        assertEquals(1, birds("acme+node-1").count());

        world.networks.remove("acme", "node-1");

        assertEquals(0, birds("acme+node-1").count());
        assertFalse(world.wiring().links().names().contains("s64400001"));
        assertTrue(world.wiring().links().names().contains("b000065-0"), "the other node is on it");
        world.networks.remove("acme", "node-2");
        assertFalse(world.wiring().links().names().contains("b000065-0"));
    }

    /// Each node by itself, one after the other, in both orders.
    @Test
    void aRunningClusterChangesItsBackEndAndLosesNoPacket() {
        world.cluster("acme", 101, "100.64.0.1", Backend.VXLAN, false, 0, 0);
        World.Pod from = world.pod("acme+node-1", "a");
        World.Pod to = world.pod("acme+node-2", "b");
        List<Backend> changes = bird()
                ? List.of(Backend.HOST_GW, Backend.VXLAN_DIRECT, Backend.BGP, Backend.VXLAN, Backend.BGP, Backend.HOST_GW, Backend.IPIP, Backend.VXLAN)
                : List.of(Backend.HOST_GW, Backend.VXLAN_DIRECT, Backend.IPIP, Backend.HOST_GW, Backend.VXLAN);

        try (Echo echo = new Echo(from, to)) {
            boolean forwards = true;
            for (Backend backend : changes) {
                for (String node : forwards ? List.of("acme+node-1", "acme+node-2") : List.of("acme+node-2", "acme+node-1")) {
                    world.change(node, backend, false);
                    echo.awaitSome();
                }
                forwards = !forwards;
                NodeNetwork first = world.again("acme+node-1");
                NodeNetwork second = world.again("acme+node-2");
                await(() -> !first.backend().reason().equals("RoutesNotLearned") && !second.backend().reason().equals("RoutesNotLearned"), first::backend);
                echo.awaitSome();
                assertEquals(0, echo.lost(), () -> "packets lost on the way to " + backend);
            }
        }
        assertEquals("web " + from.address(), askAgain(from, to));
    }

    private String askAgain(World.Pod from, World.Pod to) {
        world.serve(to.netns(), PORT, "web");
        return from.ask(to.address().toString(), PORT);
    }

    private ProcessHandle birdOf(String node) {
        return birds(node).findFirst().orElseThrow();
    }

    private Stream<ProcessHandle> birds(String node) {
        return Bird.running(new Bird(new Names("bit"), world.spec(node)).directory()).stream();
    }

    private static void await(Supplier<Boolean> condition, Supplier<?> seen) {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.get()) {
            assertTrue(System.nanoTime() < until, () -> "not in time; last seen: " + seen.get());
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
        }
    }

    @Test
    void birdIsThereOrItsTestsAreSkipped() {
        assumeTrue(bird(), "bird2 is not installed");
        assertTrue(new Bird(new Names("bit"), new NodeSpec("acme", "n", 1, "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", "100.64.0.1", List.of(), null))
                .missing().isEmpty());
    }
}
