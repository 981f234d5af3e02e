package dev.marina.controllers.horizontalpodautoscaling;

import static dev.marina.controllers.horizontalpodautoscaling.Autoscalers.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.controllers.horizontalpodautoscaling.Pace.Allowed;
import dev.marina.controllers.horizontalpodautoscaling.Pace.Limit;
import dev.marina.controllers.horizontalpodautoscaling.Pace.Stabilised;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehaviorBuilder;
import org.junit.jupiter.api.Test;

class BehaviourTest {

    private static final HorizontalPodAutoscalerBehavior USUAL = new HorizontalPodAutoscalerBehavior();

    private final History history = new History();

    @Test
    void upwardsItGoesFourPodsOrTwofoldInAQuarterOfAMinute() {
        assertEquals(new Allowed(5, Stabilised.No, Limit.ScaleUpLimit), new Behaviour(USUAL, 1, 100).allow(50, 1, history, NOON));
        assertEquals(20, new Behaviour(USUAL, 1, 100).allow(50, 10, history, NOON).replicas());
        history.change(5, NOON.minusSeconds(5));
        assertEquals(10, new Behaviour(USUAL, 1, 100).allow(50, 10, history, NOON).replicas());
        assertEquals(20, new Behaviour(USUAL, 1, 100).allow(50, 10, history, NOON.plusSeconds(11)).replicas());
    }

    @Test
    void boundsHold() {
        assertEquals(new Allowed(12, Stabilised.No, Limit.TooManyReplicas), new Behaviour(USUAL, 1, 12).allow(50, 10, history, NOON));
        assertEquals(new Allowed(3, Stabilised.No, Limit.TooFewReplicas), new Behaviour(USUAL, 3, 12).allow(1, 10, history, NOON));
        assertEquals(new Allowed(5, Stabilised.No, Limit.DesiredWithinRange), new Behaviour(USUAL, 1, 12).allow(5, 5, history, NOON));
    }

    @Test
    void downwardsTheHighestOfFiveMinutesCounts() {
        history.recommend(8, NOON.minusSeconds(299));
        history.recommend(10, NOON.minusSeconds(301));
        assertEquals(new Allowed(8, Stabilised.Down, Limit.DesiredWithinRange), new Behaviour(USUAL, 1, 20).allow(2, 10, history, NOON));
        history.recommend(2, NOON.minusSeconds(1));
        assertEquals(2, new Behaviour(USUAL, 1, 20).allow(2, 10, history, NOON.plusSeconds(5)).replicas());
    }

    @Test
    void upwardsTheLowestOfItsWindowCounts() {
        HorizontalPodAutoscalerBehavior patient = new HorizontalPodAutoscalerBehaviorBuilder().withNewScaleUp().withStabilizationWindowSeconds(60)
                .addNewPolicy(15, "Pods", 100).endScaleUp().build();
        history.recommend(12, NOON.minusSeconds(59));
        assertEquals(new Allowed(12, Stabilised.Up, Limit.DesiredWithinRange), new Behaviour(patient, 1, 100).allow(50, 10, history, NOON));
        assertEquals(50, new Behaviour(patient, 1, 100).allow(50, 10, history, NOON.plusSeconds(1)).replicas());
    }

    @Test
    void policiesAreOnesOwn() {
        HorizontalPodAutoscalerBehavior slow = new HorizontalPodAutoscalerBehaviorBuilder()
                .withNewScaleUp().withSelectPolicy("Disabled").endScaleUp()
                .withNewScaleDown().withSelectPolicy("Min").withStabilizationWindowSeconds(0).addNewPolicy(60, "Pods", 4).addNewPolicy(60, "Percent", 10)
                .endScaleDown().build();
        assertEquals(new Allowed(10, Stabilised.No, Limit.ScaleUpLimit), new Behaviour(slow, 1, 100).allow(50, 10, history, NOON));
        assertEquals(new Allowed(9, Stabilised.No, Limit.ScaleDownLimit), new Behaviour(slow, 1, 100).allow(1, 10, history, NOON));
    }

    @Test
    void toleranceIsOnesOwn() {
        HorizontalPodAutoscalerBehavior nervous = new HorizontalPodAutoscalerBehaviorBuilder().withNewScaleUp().withTolerance(new Quantity("50m")).endScaleUp()
                .build();
        assertEquals(new Tolerance(0.05, 0.1), new Behaviour(nervous, 1, 100).tolerance());
    }
}
