package dev.marina.controllers.horizontalpodautoscaling;

import static dev.marina.controllers.horizontalpodautoscaling.Autoscalers.NOON;
import static dev.marina.controllers.horizontalpodautoscaling.Autoscalers.autoscaler;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.controllers.horizontalpodautoscaling.Pace.Allowed;
import dev.marina.controllers.horizontalpodautoscaling.Pace.Limit;
import dev.marina.controllers.horizontalpodautoscaling.Pace.Stabilised;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Without a behaviour.
class PaceTest {

    private final History history = new History();

    @Test
    void upwardsItGoesTwofoldOrToFour() {
        assertEquals(new Allowed(4, Stabilised.No, Limit.ScaleUpLimit), allow(1, 100, 50, 1));
        assertEquals(new Allowed(20, Stabilised.No, Limit.ScaleUpLimit), allow(1, 100, 50, 10));
        assertEquals(new Allowed(3, Stabilised.No, Limit.DesiredWithinRange), allow(1, 100, 3, 1));
        assertEquals(new Allowed(Integer.MAX_VALUE, Stabilised.No, Limit.DesiredWithinRange),
                allow(1, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE - 1));
    }

    @Test
    void boundsHold() {
        assertEquals(new Allowed(12, Stabilised.No, Limit.TooManyReplicas), allow(1, 12, 50, 10));
        assertEquals(new Allowed(3, Stabilised.No, Limit.TooFewReplicas), allow(3, 12, 1, 10));
    }

    @Test
    void downwardsTheHighestOfFiveMinutesCounts() {
        history.recommend(10, NOON.minusSeconds(301));
        history.recommend(8, NOON.minusSeconds(299));
        assertEquals(new Allowed(8, Stabilised.Down, Limit.DesiredWithinRange), allow(1, 20, 2, 10));
    }

    @Test
    void theSameWishIsLookedAtOnceInAWhile() {
        Duration between = Duration.ofSeconds(15);
        history.look(autoscaler(1, 3).getSpec(), NOON);
        assertEquals(Optional.of(Duration.ofSeconds(5)), history.early(autoscaler(1, 3).getSpec(), NOON.plusSeconds(10), between));
        assertEquals(Optional.empty(), history.early(autoscaler(1, 3).getSpec(), NOON.plusSeconds(15), between));
        assertEquals(Optional.empty(), history.early(autoscaler(1, 4).getSpec(), NOON.plusSeconds(10), between));
        assertEquals(Optional.empty(), history.early(autoscaler(1, 3).getSpec(), NOON.minusSeconds(1), between));
    }

    private Allowed allow(int least, int most, int wanted, int current) {
        return Pace.of(autoscaler(least, most).getSpec()).allow(wanted, current, history, NOON);
    }
}
