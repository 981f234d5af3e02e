package dev.marina.controllers.horizontalpodautoscaling;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingPolicy;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRules;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// How fast an autoscaler may go: stabilisation, policies and bounds. normalizeDesiredReplicasWithBehaviors in
/// pkg/controller/podautoscaler/horizontal.go
final class Behaviour {

    private static final HPAScalingRules UP = rules(0, policy("Pods", 4), policy("Percent", 100));
    private static final HPAScalingRules DOWN = rules(null, policy("Percent", 100));
    private static final int USUAL_DOWN_WINDOW = 300;
    private static final double USUAL_TOLERANCE = 0.1;

    private final HPAScalingRules up;
    private final HPAScalingRules down;
    private final int least;
    private final int most;

    Behaviour(HorizontalPodAutoscalerSpec spec) {
        this.up = spec.getBehavior() == null || spec.getBehavior().getScaleUp() == null ? UP : spec.getBehavior().getScaleUp();
        this.down = spec.getBehavior() == null || spec.getBehavior().getScaleDown() == null ? DOWN : spec.getBehavior().getScaleDown();
        this.least = spec.getMinReplicas() == null ? 1 : spec.getMinReplicas();
        this.most = spec.getMaxReplicas() == null ? 1 : spec.getMaxReplicas();
    }

    private static HPAScalingRules rules(Integer window, HPAScalingPolicy... policies) {
        HPAScalingRules rules = new HPAScalingRules();
        rules.setPolicies(List.of(policies));
        rules.setSelectPolicy("Max");
        rules.setStabilizationWindowSeconds(window);
        return rules;
    }

    private static HPAScalingPolicy policy(String type, int value) {
        return new HPAScalingPolicy(15, type, value);
    }

    /// @param replicas to be set
    /// @param stabilised why a recommendation was not followed at once, "" when it was
    /// @param limited reason and message of the bound that held, "" when none did
    record Allowed(int replicas, String stabilised, String limited, String limit) {}

    Measured.Tolerance tolerance() {
        return new Measured.Tolerance(tolerance(up), tolerance(down));
    }

    private static double tolerance(HPAScalingRules rules) {
        return rules.getTolerance() == null ? USUAL_TOLERANCE : Measured.milli(rules.getTolerance()) / 1000.0;
    }

    Allowed allow(int wanted, int current, History history, Instant now) {
        int stable = stabilised(wanted, current, history, now);
        String reason = stable == wanted ? "" : wanted >= current ? "ScaleUpStabilized" : "ScaleDownStabilized";
        if (stable > current) {
            return within(stable, reason, Math.max(current, upLimit(current, history, now)), most, "ScaleUpLimit",
                    "the desired replica count is increasing faster than the maximum scale rate",
                    "TooManyReplicas", "the desired replica count is more than the maximum replica count");
        }
        if (stable < current) {
            return within(-stable, reason, -Math.min(current, downLimit(current, history, now)), -least, "ScaleDownLimit",
                    "the desired replica count is decreasing faster than the maximum scale rate",
                    "TooFewReplicas", "the desired replica count is less than the minimum replica count");
        }
        int bounded = Math.max(least, Math.min(most, stable));
        return bounded == stable
                ? new Allowed(stable, reason, "", "")
                : bounded > stable
                        ? new Allowed(bounded, reason, "TooFewReplicas", "the desired replica count is less than the minimum replica count")
                        : new Allowed(bounded, reason, "TooManyReplicas", "the desired replica count is more than the maximum replica count");
    }

    /// Upwards; for downwards every number is negative.
    private static Allowed within(int wanted, String stabilised, int rate, int bound, String rateReason, String rateMessage, String boundReason,
            String boundMessage) {
        boolean byRate = rate < bound;
        int ceiling = Math.min(rate, bound);
        boolean cut = wanted > ceiling;
        return new Allowed(Math.abs(Math.min(wanted, ceiling)), stabilised, !cut ? "" : byRate ? rateReason : boundReason,
                !cut ? "" : byRate ? rateMessage : boundMessage);
    }

    /// Upwards the lowest recommendation of its window counts, downwards the highest of its own.
    private int stabilised(int wanted, int current, History history, Instant now) {
        int lowest = history.recommended(now.minusSeconds(window(up, 0))).min().orElse(wanted);
        int highest = history.recommended(now.minusSeconds(window(down, USUAL_DOWN_WINDOW))).max().orElse(wanted);
        int stable = Math.max(current, Math.min(lowest, wanted));
        return Math.min(stable, Math.max(highest, wanted));
    }

    private static int window(HPAScalingRules rules, int usual) {
        return rules.getStabilizationWindowSeconds() == null ? usual : rules.getStabilizationWindowSeconds();
    }

    private int upLimit(int current, History history, Instant now) {
        if ("Disabled".equals(up.getSelectPolicy())) {
            return current;
        }
        var limits = up.getPolicies().stream().mapToInt(policy -> {
            int start = current - history.changed(now.minus(Duration.ofSeconds(policy.getPeriodSeconds())), true)
                    + history.changed(now.minus(Duration.ofSeconds(policy.getPeriodSeconds())), false);
            return "Pods".equals(policy.getType())
                    ? capped((long) start + policy.getValue())
                    : capped((long) Math.ceil(start * (1 + policy.getValue() / 100.0)));
        });
        return "Min".equals(up.getSelectPolicy()) ? limits.min().orElse(current) : limits.max().orElse(current);
    }

    private int downLimit(int current, History history, Instant now) {
        if ("Disabled".equals(down.getSelectPolicy())) {
            return current;
        }
        var limits = down.getPolicies().stream().mapToInt(policy -> {
            int start = current - history.changed(now.minus(Duration.ofSeconds(policy.getPeriodSeconds())), true)
                    + history.changed(now.minus(Duration.ofSeconds(policy.getPeriodSeconds())), false);
            return Math.max(0, "Pods".equals(policy.getType()) ? start - policy.getValue() : (int) (start * (1 - policy.getValue() / 100.0)));
        });
        return "Min".equals(down.getSelectPolicy()) ? limits.max().orElse(current) : limits.min().orElse(current);
    }

    private static int capped(long number) {
        return (int) Math.min(Integer.MAX_VALUE, number);
    }
}
