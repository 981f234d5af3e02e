package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What can never come about is said of the pod, tried no more than once, and nothing to another cluster.
class SchedulerBadInputTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final ClusterId other = world.cluster("other");
    private Scheduler scheduler;

    @BeforeEach
    void aNodeEach() {
        world.writes(acme).create(Types.NODES, Samples.node("n1", "4", "4Gi"));
        world.writes(other).create(Types.NODES, Samples.node("n1", "4", "4Gi"));
        scheduler = Scheduler.start(world.services, Executors.newVirtualThreadPerTaskExecutor(), Outside.NOBODY);
    }

    @AfterEach
    void close() {
        scheduler.close();
        world.close();
    }

    private void create(Pod pod) {
        world.writes(acme).create(Types.PODS, pod);
    }

    private static Pod asking(String name, Map<String, Quantity> requests) {
        return new PodBuilder(Samples.pod(name)).editSpec().editFirstContainer().withNewResources().withRequests(requests).endResources().endContainer()
                .endSpec().build();
    }

    private String message(String pod) {
        Pod now = world.require(acme, Types.PODS, "default", pod);
        return now.getStatus() == null ? "" : now.getStatus().getConditions().stream().map(each -> each.getMessage()).collect(Collectors.joining());
    }

    private void awaitMessage(String pod, String message) {
        world.await(pod + " says why it waits", () -> message(pod).startsWith(message), () -> message(pod));
    }

    private String nodeOf(ClusterId cluster, String pod) {
        return PodState.nodeName(world.require(cluster, Types.PODS, "default", pod));
    }

    private void awaitBound(ClusterId cluster, String pod) {
        world.await(pod + " is bound", () -> !nodeOf(cluster, pod).isEmpty(), () -> world.snapshot(cluster).list(Types.PODS, "default"));
    }

    private long cycles() {
        return scheduler.metrics().lines().filter(line -> line.startsWith("scheduler_cycles_total ")).mapToLong(line -> Long.parseLong(line.split(" ")[1]))
                .sum();
    }

    /// Twenty pods of another cluster are placed, and nothing else is tried meanwhile.
    private void assertNobodyTriesAgainAndOthersArePlaced() {
        long before = cycles();
        for (int i = 0; i < 20; i++) {
            world.writes(other).create(Types.PODS, Samples.pod("q" + i));
            awaitBound(other, "q" + i);
        }
        assertTrue(cycles() - before <= 22, () -> "so many were tried: " + (cycles() - before));
    }

    @Test
    void selectorsThatContradictEachOtherAreMetByNoNode() {
        create(new PodBuilder(Samples.pod("p")).editSpec().addToNodeSelector("kubernetes.io/hostname", "n1").withNewAffinity().withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution().addNewNodeSelectorTerm().addNewMatchExpression().withKey("kubernetes.io/hostname")
                .withOperator("NotIn").withValues("n1").endMatchExpression().endNodeSelectorTerm().endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity().endAffinity().endSpec().build());

        awaitMessage("p", "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.");
        assertNobodyTriesAgainAndOthersArePlaced();
    }

    /// What overflows a 64-bit number, also in thousandths, and what just does not.
    @ParameterizedTest
    @CsvSource({"memory, 10E", "memory, 8Ei", "memory, 9223372036854775807", "cpu, 10P", "cpu, 1e30", "cpu, 9223372036854775807"})
    void enormousAmountsFitNowhere(String resource, String amount) {
        create(asking("p", Map.of(resource, new Quantity(amount))));

        awaitMessage("p", "0/1 nodes are available: 1 Insufficient %s.".formatted(resource));
        assertNobodyTriesAgainAndOthersArePlaced();
    }

    /// Somebody may name the node and go past the scheduler: what is there then is more than all, and not less than nothing.
    @Test
    void enormousAmountsThatAreOnANodeLeaveNoRoomThere() {
        for (int i = 0; i < 3; i++) {
            create(new PodBuilder(asking("there-" + i, Map.of("memory", new Quantity("8E"), "cpu", new Quantity("8P")))).editSpec().withNodeName("n1").endSpec()
                    .build());
        }
        create(asking("p", Map.of("memory", new Quantity("1Mi"))));

        awaitMessage("p", "0/1 nodes are available: 1 Insufficient memory.");
        assertEquals("", nodeOf(acme, "p"));
    }

    @Test
    void nothingIsAskedForByZeroAndFitsEverywhere() {
        create(asking("p", Map.of("memory", new Quantity("0"), "cpu", new Quantity("0"), "example.com/none", new Quantity("0"))));

        awaitBound(acme, "p");
    }
}
