package dev.marina.controllers.horizontalpodautoscaling;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import java.time.Duration;
import java.time.Instant;

/// How fast an autoscaler may go.
sealed interface Pace permits Behaviour, Pace.Usual {

    /// Within these, the highest recommendation counts downwards.
    Duration DOWN_WINDOW = Duration.ofMinutes(5);
    double TOLERANCE = 0.1;

    static Pace of(HorizontalPodAutoscalerSpec spec) {
        int least = spec.getMinReplicas() == null ? 1 : spec.getMinReplicas();
        return spec.getBehavior() == null ? new Usual(least, spec.getMaxReplicas()) : new Behaviour(spec.getBehavior(), least, spec.getMaxReplicas());
    }

    Tolerance tolerance();

    Allowed allow(int wanted, int current, History history, Instant now);

    /// @param replicas to be set
    /// @param stabilised whether an earlier recommendation is followed rather than this one
    record Allowed(int replicas, Stabilised stabilised, Limit limit) {}

    /// What condition AbleToScale says of it.
    enum Stabilised {
        No("ReadyForNewScale", "recommended size matches current size"),
        Up("ScaleUpStabilized", "recent recommendations were lower than current one, applying the lowest recent recommendation"),
        Down("ScaleDownStabilized", "recent recommendations were higher than current one, applying the highest recent recommendation");

        final String reason;
        final String message;

        Stabilised(String reason, String message) {
            this.reason = reason;
            this.message = message;
        }
    }

    /// What held the number back; its name is the reason of condition ScalingLimited.
    enum Limit {
        DesiredWithinRange("the desired count is within the acceptable range"),
        ScaleUpLimit("the desired replica count is increasing faster than the maximum scale rate"),
        ScaleDownLimit("the desired replica count is decreasing faster than the maximum scale rate"),
        TooManyReplicas("the desired replica count is more than the maximum replica count"),
        TooFewReplicas("the desired replica count is less than the minimum replica count");

        final String message;

        Limit(String message) {
            this.message = message;
        }
    }

    /// That of an autoscaler without a behaviour: upwards twofold, or to four, at each look; downwards at once, after five minutes.
    /// normalizeDesiredReplicas in pkg/controller/podautoscaler/horizontal.go
    record Usual(int least, int most) implements Pace {

        private static final int FIRST_STEP = 4;

        @Override
        public Tolerance tolerance() {
            return new Tolerance(TOLERANCE, TOLERANCE);
        }

        @Override
        public Allowed allow(int wanted, int current, History history, Instant now) {
            int stable = Math.max(wanted, history.recommended(now.minus(DOWN_WINDOW)).max().orElse(wanted));
            Stabilised stabilised = stable == wanted ? Stabilised.No : Stabilised.Down;
            long step = Math.max(2L * current, FIRST_STEP);
            if (stable < least) {
                return new Allowed(least, stabilised, Limit.TooFewReplicas);
            }
            if (stable > Math.min(most, step)) {
                return new Allowed((int) Math.min(most, step), stabilised, most > step ? Limit.ScaleUpLimit : Limit.TooManyReplicas);
            }
            return new Allowed(stable, stabilised, Limit.DesiredWithinRange);
        }
    }
}
