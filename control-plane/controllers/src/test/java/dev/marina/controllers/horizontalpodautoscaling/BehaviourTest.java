package dev.marina.controllers.horizontalpodautoscaling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.controllers.horizontalpodautoscaling.Behaviour.Allowed;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpecBuilder;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BehaviourTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final History history = new History();

    @Test
    void upwardsItGoesFourPodsOrTwofoldInAQuarterOfAMinute() {
        assertEquals(5, allow(bounds(1, 100), 50, 1).replicas());
        assertEquals("ScaleUpLimit", allow(bounds(1, 100), 50, 1).limited());
        assertEquals(20, allow(bounds(1, 100), 50, 10).replicas());
        history.change(5, NOON.minusSeconds(5));
        assertEquals(10, allow(bounds(1, 100), 50, 10).replicas());
        assertEquals(20, new Behaviour(bounds(1, 100)).allow(50, 10, history, NOON.plusSeconds(11)).replicas());
    }

    @Test
    void boundsHold() {
        assertEquals(new Allowed(12, "", "TooManyReplicas", "the desired replica count is more than the maximum replica count"), allow(bounds(1, 12), 50, 10));
        assertEquals(new Allowed(3, "", "TooFewReplicas", "the desired replica count is less than the minimum replica count"), allow(bounds(3, 12), 1, 10));
        assertEquals(new Allowed(5, "", "", ""), allow(bounds(1, 12), 5, 5));
    }

    @Test
    void downwardsTheHighestOfFiveMinutesCounts() {
        history.recommend(8, NOON.minusSeconds(299));
        history.recommend(10, NOON.minusSeconds(301));
        assertEquals(new Allowed(8, "ScaleDownStabilized", "", ""), allow(bounds(1, 20), 2, 10));
        history.recommend(2, NOON.minusSeconds(1));
        assertEquals(2, new Behaviour(bounds(1, 20)).allow(2, 10, history, NOON.plusSeconds(5)).replicas());
    }

    @Test
    void policiesAreOnesOwn() {
        HorizontalPodAutoscalerSpec slow = new HorizontalPodAutoscalerSpecBuilder(bounds(1, 100)).withNewBehavior()
                .withNewScaleUp().withSelectPolicy("Disabled").endScaleUp()
                .withNewScaleDown().withSelectPolicy("Min").withStabilizationWindowSeconds(0).addNewPolicy(60, "Pods", 4).addNewPolicy(60, "Percent", 10)
                .endScaleDown().endBehavior().build();
        assertEquals(10, allow(slow, 50, 10).replicas());
        assertEquals(9, allow(slow, 1, 10).replicas());
        assertEquals("ScaleDownLimit", allow(slow, 1, 10).limited());
    }

    private Allowed allow(HorizontalPodAutoscalerSpec spec, int wanted, int current) {
        return new Behaviour(spec).allow(wanted, current, history, NOON);
    }

    private static HorizontalPodAutoscalerSpec bounds(int least, int most) {
        return new HorizontalPodAutoscalerSpecBuilder().withMinReplicas(least).withMaxReplicas(most).build();
    }
}
