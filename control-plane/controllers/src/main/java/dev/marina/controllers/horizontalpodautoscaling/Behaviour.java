package dev.marina.controllers.horizontalpodautoscaling;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingPolicy;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRules;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/// The pace that `spec.behavior` asks for: stabilisation, policies and bounds. normalizeDesiredReplicasWithBehaviors in
/// pkg/controller/podautoscaler/horizontal.go
final class Behaviour implements Pace {

    private static final HPAScalingRules UP = rules(policy("Pods", 4), policy("Percent", 100));
    private static final HPAScalingRules DOWN = rules(policy("Percent", 100));

    private final HPAScalingRules up;
    private final HPAScalingRules down;
    private final int least;
    private final int most;

    Behaviour(HorizontalPodAutoscalerBehavior behaviour, int least, int most) {
        this.up = behaviour.getScaleUp() == null ? UP : behaviour.getScaleUp();
        this.down = behaviour.getScaleDown() == null ? DOWN : behaviour.getScaleDown();
        this.least = least;
        this.most = most;
    }

    private static HPAScalingRules rules(HPAScalingPolicy... policies) {
        HPAScalingRules rules = new HPAScalingRules();
        rules.setPolicies(List.of(policies));
        rules.setSelectPolicy("Max");
        return rules;
    }

    private static HPAScalingPolicy policy(String type, int value) {
        return new HPAScalingPolicy(15, type, value);
    }

    @Override
    public Tolerance tolerance() {
        return new Tolerance(tolerance(up), tolerance(down));
    }

    private static double tolerance(HPAScalingRules rules) {
        return rules.getTolerance() == null ? TOLERANCE : Requests.milli(rules.getTolerance()) / 1000.0;
    }

    @Override
    public Allowed allow(int wanted, int current, History history, Instant now) {
        int stable = stabilised(wanted, current, history, now);
        Stabilised stabilised = stable == wanted ? Stabilised.No : wanted >= current ? Stabilised.Up : Stabilised.Down;
        if (stable > current) {
            int rate = Math.max(current, upLimit(current, history, now));
            return stable <= Math.min(rate, most)
                    ? new Allowed(stable, stabilised, Limit.DesiredWithinRange)
                    : new Allowed(Math.min(rate, most), stabilised, rate < most ? Limit.ScaleUpLimit : Limit.TooManyReplicas);
        }
        if (stable < current) {
            int rate = Math.min(current, downLimit(current, history, now));
            return stable >= Math.max(rate, least)
                    ? new Allowed(stable, stabilised, Limit.DesiredWithinRange)
                    : new Allowed(Math.max(rate, least), stabilised, rate > least ? Limit.ScaleDownLimit : Limit.TooFewReplicas);
        }
        return new Allowed(stable, stabilised, Limit.DesiredWithinRange);
    }

    /// Upwards the lowest recommendation of its window counts, downwards the highest of its own.
    private int stabilised(int wanted, int current, History history, Instant now) {
        int lowest = history.recommended(now.minus(window(up, Duration.ZERO))).min().orElse(wanted);
        int highest = history.recommended(now.minus(window(down, DOWN_WINDOW))).max().orElse(wanted);
        int stable = Math.max(current, Math.min(lowest, wanted));
        return Math.min(stable, Math.max(highest, wanted));
    }

    private static Duration window(HPAScalingRules rules, Duration usual) {
        return rules.getStabilizationWindowSeconds() == null ? usual : Duration.ofSeconds(rules.getStabilizationWindowSeconds());
    }

    private int upLimit(int current, History history, Instant now) {
        if ("Disabled".equals(up.getSelectPolicy())) {
            return current;
        }
        IntStream limits = up.getPolicies().stream().mapToInt(policy -> {
            int start = atBegin(policy, current, history, now);
            return capped("Pods".equals(policy.getType()) ? (long) start + policy.getValue() : (long) Math.ceil(start * (1 + policy.getValue() / 100.0)));
        });
        return ("Min".equals(up.getSelectPolicy()) ? limits.min() : limits.max()).orElse(current);
    }

    /// Of what may be left, the larger number is the smaller change.
    private int downLimit(int current, History history, Instant now) {
        if ("Disabled".equals(down.getSelectPolicy())) {
            return current;
        }
        IntStream limits = down.getPolicies().stream().mapToInt(policy -> {
            int start = atBegin(policy, current, history, now);
            return Math.max(0, "Pods".equals(policy.getType()) ? start - policy.getValue() : (int) (start * (1 - policy.getValue() / 100.0)));
        });
        return ("Min".equals(down.getSelectPolicy()) ? limits.max() : limits.min()).orElse(current);
    }

    /// How many there were when the policy's period began.
    private static int atBegin(HPAScalingPolicy policy, int current, History history, Instant now) {
        Instant begin = now.minusSeconds(policy.getPeriodSeconds());
        return current - history.changed(begin, true) + history.changed(begin, false);
    }

    private static int capped(long number) {
        return (int) Math.min(Integer.MAX_VALUE, number);
    }
}
