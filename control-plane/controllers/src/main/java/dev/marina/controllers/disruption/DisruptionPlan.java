package dev.marina.controllers.disruption;

import dev.marina.controllers.engine.PodState;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// What a budget has to say.
///
/// @param late pods that were to be evicted and are still there
/// @param recheck when the next of those that are to go is late
record DisruptionPlan(PodDisruptionBudgetStatus status, List<Pod> late, Optional<Duration> recheck) {

    /// A pod that was to be evicted and is there after this time counts again.
    static final Duration DELETION_TIMEOUT = Duration.ofMinutes(2);
    static final String ALLOWED = "DisruptionAllowed";

    /// @param scale how many pods the controllers of these want; empty where the budget needs not know
    static DisruptionPlan of(PodDisruptionBudget budget, List<Pod> pods, OptionalInt scale, Instant now) {
        int expected = scale.orElse(pods.size());
        int desired = desired(budget, expected);
        Map<String, String> disrupted = new TreeMap<>();
        List<Pod> late = new ArrayList<>();
        Optional<Duration> recheck = Optional.empty();
        Map<String, String> known = budget.getStatus() == null || budget.getStatus().getDisruptedPods() == null
                ? Map.of()
                : budget.getStatus().getDisruptedPods();
        for (Pod pod : pods) {
            String since = known.get(pod.getMetadata().getName());
            if (since == null || PodState.terminating(pod)) {
                continue;
            }
            Duration left = Duration.between(now, Instant.parse(since).plus(DELETION_TIMEOUT));
            if (left.isNegative() || left.isZero()) {
                late.add(pod);
            } else {
                disrupted.put(pod.getMetadata().getName(), since);
                recheck = Optional.of(recheck.filter(sooner -> sooner.compareTo(left) < 0).orElse(left));
            }
        }
        int healthy = (int) pods.stream()
                .filter(pod -> !PodState.terminating(pod) && !disrupted.containsKey(pod.getMetadata().getName()) && PodState.ready(pod)).count();
        int allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
        PodDisruptionBudgetStatus status = new PodDisruptionBudgetStatusBuilder().withCurrentHealthy(healthy).withDesiredHealthy(desired)
                .withExpectedPods(expected)
                .withDisruptionsAllowed(allowed).withDisruptedPods(disrupted.isEmpty() ? null : disrupted)
                .withObservedGeneration(budget.getMetadata().getGeneration())
                .withConditions(conditions(budget, allowed > 0, allowed > 0 ? "SufficientPods" : "InsufficientPods", "", now)).build();
        return new DisruptionPlan(status, late, recheck);
    }

    /// Nothing may be evicted while nobody knows.
    static PodDisruptionBudgetStatus failed(PodDisruptionBudget budget, String why, Instant now) {
        PodDisruptionBudgetStatus before = budget.getStatus() == null ? new PodDisruptionBudgetStatus() : budget.getStatus();
        return new PodDisruptionBudgetStatusBuilder(before).withDisruptionsAllowed(0).withCurrentHealthy(zero(before.getCurrentHealthy()))
                .withDesiredHealthy(zero(before.getDesiredHealthy())).withExpectedPods(zero(before.getExpectedPods()))
                .withConditions(conditions(budget, false, "SyncFailed", why, now)).build();
    }

    private static int zero(Integer number) {
        return number == null ? 0 : number;
    }

    /// Whether the number of pods that there should be decides, and not the number of those that there are.
    static boolean needsScale(PodDisruptionBudget budget) {
        IntOrString least = budget.getSpec().getMinAvailable();
        return budget.getSpec().getMaxUnavailable() != null || least != null && least.getStrVal() != null;
    }

    private static int desired(PodDisruptionBudget budget, int expected) {
        if (budget.getSpec().getMaxUnavailable() != null) {
            return Math.max(0, expected - share(budget.getSpec().getMaxUnavailable(), expected));
        }
        return budget.getSpec().getMinAvailable() == null ? 0 : share(budget.getSpec().getMinAvailable(), expected);
    }

    /// A percentage is rounded up.
    private static int share(IntOrString value, int of) {
        return value.getIntVal() != null ? value.getIntVal() : Math.ceilDiv(Integer.parseInt(value.getStrVal().replace("%", "")) * of, 100);
    }

    private static List<Condition> conditions(PodDisruptionBudget budget, boolean holds, String reason, String message, Instant now) {
        List<Condition> before = budget.getStatus() == null ? List.of() : budget.getStatus().getConditions();
        String status = holds ? "True" : "False";
        Optional<Condition> known = before.stream().filter(condition -> condition.getType().equals(ALLOWED)).findFirst();
        String since = known.filter(condition -> condition.getStatus().equals(status)).map(Condition::getLastTransitionTime)
                .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
        List<Condition> conditions = new ArrayList<>(before.stream().filter(condition -> !condition.getType().equals(ALLOWED)).toList());
        conditions.add(new ConditionBuilder().withType(ALLOWED).withStatus(status).withReason(reason).withMessage(message).withLastTransitionTime(since)
                .withObservedGeneration(budget.getMetadata().getGeneration()).build());
        return conditions;
    }
}
