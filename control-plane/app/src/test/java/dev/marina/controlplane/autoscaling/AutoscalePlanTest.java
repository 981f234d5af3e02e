package dev.marina.controlplane.autoscaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.model.NodePool.Autoscaling;
import dev.marina.scheduler.NodeForecast.Need;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AutoscalePlanTest {

    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
    private static final Need NOTHING = new Need(0, 0, Map.of(), 0);
    private static final Autoscaling ANY = new Autoscaling(0, 5, 10);

    private static AutoscalePlan plan(Autoscaling wanted, int replicas, Need need, Map<String, String> idle) {
        return AutoscalePlan.of(wanted, replicas, true, need, idle.keySet(), idle, NOW);
    }

    @Test
    void itGrowsAtOnceByWhatIsNeededAndNoFurtherThanItMay() {
        assertEquals(3, plan(ANY, 0, new Need(3, 7, Map.of(), 0), Map.of()).replicas());
        AutoscalePlan most = plan(ANY, 4, new Need(3, 7, Map.of(), 2), Map.of("n", "2026-01-01T00:00:00Z"));
        assertEquals(5, most.replicas());
        assertEquals(Map.of(), most.idle(), "whoever was idle may be needed now");
    }

    @Test
    void itShrinksByOneOnceANodeHasBeenIdleForLongAndNothingWaits() {
        Map<String, String> idle = Map.of("n1", "2026-01-01T00:50:00Z", "n2", "2026-01-01T00:10:00Z");
        AutoscalePlan plan = plan(ANY, 3, NOTHING, idle);
        assertEquals("2 ScalingDown node n2 has been idle since 2026-01-01T00:10:00Z", plan.replicas() + " " + plan.reason() + " " + plan.message());
        assertEquals(3, AutoscalePlan.of(ANY, 3, false, NOTHING, idle.keySet(), idle, NOW).replicas(), "not while nodes come or go");
        assertEquals(3, plan(ANY, 3, new Need(0, 0, Map.of(), 1), idle).replicas(), "not while pods wait for more");
        assertEquals(3, plan(new Autoscaling(3, 5, 10), 3, NOTHING, idle).replicas());
        assertEquals(0, plan(ANY, 1, NOTHING, Map.of("n1", "2026-01-01T00:50:00Z")).replicas(), "to nothing");
    }

    @Test
    void aNodeThatWasOnlyJustIdleIsLookedAtAgain() {
        AutoscalePlan first = AutoscalePlan.of(ANY, 1, true, NOTHING, Set.of("n1"), Map.of("n9", "2026-01-01T00:00:00Z"), NOW);
        assertEquals(Map.of("n1", NOW.toString()), first.idle());
        assertEquals(Optional.of(Duration.ofMinutes(10)), first.recheck());
        assertEquals(1, first.replicas());
        assertEquals(1, plan(ANY, 1, NOTHING, Map.of("n1", "nonsense")).replicas());
    }

    @Test
    void itKeepsToItsBoundsAndSaysWhatItCannotHelp() {
        assertEquals(2, plan(new Autoscaling(2, 5, null), 0, NOTHING, Map.of()).replicas());
        assertEquals(5, plan(ANY, 9, NOTHING, Map.of()).replicas());
        assertEquals("AtMaximum", plan(ANY, 5, new Need(0, 0, Map.of(), 3), Map.of()).reason());
        AutoscalePlan impossible = plan(ANY, 1, new Need(0, 0, Map.of("prod/web", "Insufficient cpu"), 0), Map.of());
        assertEquals("CannotHelp", impossible.reason());
        assertTrue(impossible.message().contains("prod/web (Insufficient cpu)"), impossible.message());
        assertEquals(1, impossible.replicas());
    }
}
