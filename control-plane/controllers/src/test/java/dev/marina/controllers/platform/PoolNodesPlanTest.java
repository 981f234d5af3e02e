package dev.marina.controllers.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.controllers.platform.PoolNodesPlan.Seen;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PoolNodesPlanTest {

    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
    private static final Optional<Duration> REPAIR = Optional.of(Duration.ofMinutes(10));

    private static Node node(String name, String ready, String since, String leaving) {
        Node node = new NodeBuilder().withNewMetadata().withName(name).endMetadata().withNewStatus().addNewCondition().withType("Ready").withStatus(ready)
                .withLastTransitionTime(since).endCondition().endStatus().build();
        if (leaving != null) {
            node.getMetadata().setAnnotations(Map.of(PoolNodesPlan.LEAVING, leaving));
        }
        return node;
    }

    private static Node well(String name) {
        return node(name, "True", "2026-01-01T00:00:00Z", null);
    }

    private static Seen seen(Map<String, List<Pod>> pods, Node... nodes) {
        return new Seen(Arrays.stream(nodes).map(node -> node.getMetadata().getName()).toList(),
                Arrays.stream(nodes).collect(Collectors.toMap(node -> node.getMetadata().getName(), node -> node)), pods);
    }

    private static List<Pod> pods(int count) {
        return Collections.nCopies(count, new PodBuilder().withNewMetadata().withName("p").endMetadata().build());
    }

    private static List<String> names(List<Node> nodes) {
        return nodes.stream().map(node -> node.getMetadata().getName()).toList();
    }

    @Test
    void whoHasTheFewestPodsGivesThemUpFirstThenTheNewest() {
        PoolNodesPlan plan = PoolNodesPlan.of(1, REPAIR, seen(Map.of("p-1", pods(1), "p-2", pods(3), "p-3", pods(1)), well("p-1"), well("p-2"), well("p-3")),
                NOW);
        assertEquals(List.of("p-3", "p-1"), names(plan.drain()));
        assertEquals(Set.of(), plan.gone(), "none leaves before it is known to be empty");
    }

    @Test
    void itLeavesOnceItIsEmptyOrWasWaitedForLongEnough() {
        Node empty = node("p-1", "True", "2026-01-01T00:00:00Z", "2026-01-01T00:59:00Z");
        Node kept = node("p-2", "True", "2026-01-01T00:00:00Z", "2026-01-01T00:50:00Z");
        Node patient = node("p-3", "True", "2026-01-01T00:00:00Z", "2026-01-01T00:30:00Z");
        PoolNodesPlan plan = PoolNodesPlan.of(0, REPAIR, seen(Map.of("p-2", pods(1), "p-3", pods(1)), empty, kept, patient), NOW);
        assertEquals(Set.of("p-1", "p-3"), plan.gone());
        assertEquals(List.of("p-2"), names(plan.drain()));
    }

    @Test
    void whoWasLeavingAndIsNeededAgainStays() {
        Node leaving = node("p-2", "True", "2026-01-01T00:00:00Z", "2026-01-01T00:59:00Z");
        PoolNodesPlan plan = PoolNodesPlan.of(2, REPAIR, seen(Map.of(), well("p-1"), leaving), NOW);
        assertEquals(List.of("p-2"), names(plan.stay()));
        assertTrue(plan.drain().isEmpty() && plan.gone().isEmpty());
        assertEquals(Set.of("p-2"), PoolNodesPlan.of(1, REPAIR, seen(Map.of(), well("p-1"), leaving), NOW).gone(), "it is still the first to leave");
    }

    @Test
    void oneThatHasNotBeenReadyForLongIsReplacedOneAtATime() {
        Node broken = node("p-1", "Unknown", "2026-01-01T00:40:00Z", null);
        Node another = node("p-2", "False", "2026-01-01T00:40:00Z", null);
        Node lately = node("p-3", "False", "2026-01-01T00:55:00Z", null);
        PoolNodesPlan plan = PoolNodesPlan.of(3, REPAIR, seen(Map.of(), broken, another, lately), NOW);
        assertEquals(Set.of("p-1"), plan.gone());
        assertEquals(Optional.of("p-1"), plan.repaired());
        assertTrue(PoolNodesPlan.of(1, REPAIR, seen(Map.of(), lately), NOW).gone().isEmpty());
        assertTrue(PoolNodesPlan.of(1, Optional.empty(), seen(Map.of(), broken), NOW).gone().isEmpty(), "unless the pool says never");
        assertTrue(PoolNodesPlan.of(1, REPAIR, new Seen(List.of("p-9"), Map.of(), Map.of()), NOW).gone().isEmpty(), "nor before it was there");
    }

    @Test
    void nodesThatNobodySpeaksForAreNotWaitedFor() {
        PoolNodesPlan plan = PoolNodesPlan.of(0, REPAIR, seen(Map.of("p-1", pods(1)), node("p-1", "Unknown", "2026-01-01T00:59:00Z", null)), NOW);
        assertEquals(Set.of("p-1"), plan.gone());
    }

    @Test
    void whatEndedAndWhatIsTheNodesOwnIsNotWaitedFor() {
        assertTrue(DrainedPods.waitsFor(new PodBuilder().withNewMetadata().withName("bare").endMetadata().build()));
        assertFalse(DrainedPods
                .waitsFor(new PodBuilder().withNewMetadata().withName("done").endMetadata().withNewStatus().withPhase("Succeeded").endStatus().build()));
        assertFalse(DrainedPods.waitsFor(new PodBuilder().withNewMetadata().withName("d").addNewOwnerReference().withKind("DaemonSet").withController(true)
                .endOwnerReference().endMetadata().build()));
    }
}
