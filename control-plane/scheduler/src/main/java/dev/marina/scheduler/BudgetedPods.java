package dev.marina.scheduler;

import dev.marina.controllers.engine.LabelSelection;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which of some pods cannot all go without that a disruption budget is broken. filterPodsWithPDBViolation in
/// pkg/scheduler/framework/plugins/defaultpreemption
final class BudgetedPods {

    private final List<PodDisruptionBudget> budgets;
    private final int[] left;

    private BudgetedPods(List<PodDisruptionBudget> budgets) {
        this.budgets = budgets;
        this.left = budgets.stream().mapToInt(budget -> budget.getStatus() == null || budget.getStatus().getDisruptionsAllowed() == null
                ? 0
                : budget.getStatus().getDisruptionsAllowed()).toArray();
    }

    /// Their uids: of the pods of one budget those that come first are within it.
    static Set<String> violating(List<PodFacts> pods, List<PodDisruptionBudget> budgets) {
        BudgetedPods counted = new BudgetedPods(budgets);
        Set<String> violating = new HashSet<>();
        for (PodFacts pod : pods) {
            if (counted.takeAway(pod)) {
                violating.add(pod.uid());
            }
        }
        return violating;
    }

    private boolean takeAway(PodFacts pod) {
        boolean breaks = false;
        for (int i = 0; i < left.length; i++) {
            if (guards(budgets.get(i), pod)) {
                left[i]--;
                breaks |= left[i] < 0;
            }
        }
        return breaks;
    }

    /// A selector that is empty guards nothing here, and who is being evicted is counted already.
    private static boolean guards(PodDisruptionBudget budget, PodFacts pod) {
        var selector = budget.getSpec().getSelector();
        boolean empty = selector == null
                || (selector.getMatchLabels() == null || selector.getMatchLabels().isEmpty()) && selector.getMatchExpressions().isEmpty();
        boolean counted = budget.getStatus() != null && budget.getStatus().getDisruptedPods() != null
                && budget.getStatus().getDisruptedPods().containsKey(pod.name());
        return !empty && !counted && budget.getMetadata().getNamespace().equals(pod.namespace()) && !pod.labels().isEmpty()
                && LabelSelection.takes(selector, pod.labels());
    }
}
