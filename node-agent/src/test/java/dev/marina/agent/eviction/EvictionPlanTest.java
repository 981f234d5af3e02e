package dev.marina.agent.eviction;

import static dev.marina.agent.eviction.Uses.pod;
import static dev.marina.agent.eviction.Uses.use;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.figures.PodUse;
import dev.marina.agent.pod.EarlyEnd;
import dev.marina.agent.pod.Pods;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who goes when a node is short of something.
class EvictionPlanTest {

    private static final long MI = 1L << 20;

    private static EvictionPlan hard(Observation observation) {
        return new EvictionPlan(Shortage.hard(observation), Duration.ofMinutes(1));
    }

    /// All that go, in their order.
    private static List<String> order(EvictionSignal signal, PodUse... uses) {
        EvictionPlan plan = hard(new Observation(signal, 0, 1000));
        List<PodUse> left = new ArrayList<>(List.of(uses));
        List<String> order = new ArrayList<>();
        for (Optional<PodUse> next = plan.next(left); next.isPresent(); next = plan.next(left)) {
            left.remove(next.get());
            order.add(next.get().pod().getMetadata().getName());
        }
        return order;
    }

    @Test
    void whoUsesMoreMemoryThanAskedForGoesFirstThenWhoMattersLessThenWhoIsFurthestAbove() {
        assertEquals(List.of("above, low", "far above", "above", "within, low", "within, little left", "within"), order(EvictionSignal.MEMORY,
                use(pod("within", 10, "{memory: 500Mi}"), 300 * MI, 0, 0, 0),
                use(pod("above", 10, "{memory: 100Mi}"), 150 * MI, 0, 0, 0),
                use(pod("far above", 10, "{memory: 10Mi}"), 110 * MI, 0, 0, 0),
                use(pod("within, little left", 10, "{memory: 100Mi}"), 99 * MI, 0, 0, 0),
                use(pod("within, low", 0, "{memory: 500Mi}"), MI, 0, 0, 0),
                use(pod("above, low", 0, "{memory: 100Mi}"), 101 * MI, 0, 0, 0)));
    }

    @Test
    void criticalPodsStay() {
        assertEquals(List.of("ordinary"), order(EvictionSignal.MEMORY, use(pod("critical", 2_000_001_000, "{}"), 900 * MI, 0, 0, 0),
                use(pod("ordinary", 0, "{memory: 1Gi}"), MI, 0, 0, 0)));
    }

    @Test
    void diskIsFreedByWhoHasWrittenMostBeyondTheRequestAndInodesByWhoHasMostFiles() {
        PodUse large = use(pod("large", 0, "{ephemeral-storage: 100Mi}"), 0, 0, 150 * MI, 10);
        PodUse many = use(pod("many", 0, "{}"), 0, 0, 20 * MI, 100_000);

        assertEquals(List.of("large", "many"), order(EvictionSignal.DISK, many, large));
        assertEquals(List.of("many", "large"), order(EvictionSignal.INODES, many, large));
    }

    @Test
    void processesAreFreedByWhoMattersLessThenWhoHasMost() {
        assertEquals(List.of("low", "many", "few"), order(EvictionSignal.PIDS, use(pod("few", 10, "{}"), 0, 5, 0, 0), use(pod("many", 10, "{}"), 0, 500, 0, 0),
                use(pod("low", 0, "{}"), 0, 1, 0, 0)));
    }

    @Test
    void podIsToldWhatTheNodeIsShortOfAndWhichContainerTookIt() {
        EarlyEnd end = hard(new Observation(EvictionSignal.MEMORY, 60 * MI + 1, 4L << 30))
                .end(use(pod("p", 0, "{memory: 50Mi}"), 100 * MI, 1, 0, 0));

        String message = "The node was low on resource: memory. Threshold quantity: 100Mi, available: 62914561. "
                + "Container main was using 100Mi, request is 50Mi, has larger consumption of memory. ";
        assertEquals(new EarlyEnd("Evicted", message, Optional.of(Duration.ofSeconds(1)), Optional.of(message)), end);
    }

    @Test
    void whoGoesForWhatCouldWaitIsLeftTheShorterOfItsOwnGraceAndTheLongest() {
        record Row(Long own, int longest, int left) {}
        for (Row row : List.of(new Row(10L, 60, 10), new Row(90L, 60, 60), new Row(null, 60, 30), new Row(90L, 0, 1), new Row(0L, 60, 1))) {
            PodUse use = use(new PodBuilder(pod("p", 0, "{}")).editSpec().withTerminationGracePeriodSeconds(row.own).endSpec().build(), 100 * MI, 1, 0, 0);
            EvictionPlan plan = new EvictionPlan(new Shortage(new Observation(EvictionSignal.MEMORY, 300 * MI, 4L << 30), 400 * MI, false),
                    Duration.ofSeconds(row.longest));

            EarlyEnd end = plan.end(use);

            assertEquals(Optional.of(Duration.ofSeconds(row.left)), end.grace(), row.toString());
            assertTrue(end.message().startsWith("The node was low on resource: memory. Threshold quantity: 400Mi, available: 300Mi. "), end.message());
        }
    }

    @Test
    void containersWithinTheirRequestAndThoseOfOtherResourcesAreNotNamed() {
        PodUse use = use(pod("p", 0, "{ephemeral-storage: 200Mi}"), 100 * MI, 1, 150 * MI, 2000);

        assertEquals("The node was low on resource: ephemeral-storage. Threshold quantity: 100Mi, available: 10Mi. ",
                hard(new Observation(EvictionSignal.DISK, 10 * MI, 1000 * MI)).end(use).message());
        assertEquals("The node was low on resource: inodes. Threshold quantity: 3k, available: 1k. ",
                hard(new Observation(EvictionSignal.INODES, 1000, 60_000)).end(use).message());
    }

    @Test
    void whatThePodAsAWholeAskedForIsSaidToo() {
        PodUse use = new PodUse(Pods.pod("resources: {requests: {memory: 30Mi}}\ncontainers: [{name: main, image: x}]"), 40 * MI, 1, List.of(), Map.of());

        assertEquals("The node was low on resource: memory. Threshold quantity: 100Mi, available: 0. "
                + "Pod web was using 40Mi, request is 30Mi, has larger consumption of memory. ",
                hard(new Observation(EvictionSignal.MEMORY, 0, 4L << 30)).end(use).message());
    }
}
