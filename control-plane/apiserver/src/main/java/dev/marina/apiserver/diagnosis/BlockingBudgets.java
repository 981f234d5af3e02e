package dev.marina.apiserver.diagnosis;

import dev.marina.api.GroupResource;
import dev.marina.apiserver.diagnosis.Finding.Severity;
import java.util.stream.Stream;

/// Disruption budgets that let no pod go: a node with such a pod is not drained until its time is over.
final class BlockingBudgets implements DiagnosisCheck {

    private static final GroupResource BUDGETS = new GroupResource("policy", "poddisruptionbudgets");

    @Override
    public Stream<Finding> of(DiagnosedObjects objects) {
        return objects.list(BUDGETS).filter(budget -> budget.at("status", "expectedPods").asInt() > 0 && budget.at("status", "disruptionsAllowed").asInt() == 0)
                .map(budget -> {
                    int healthy = budget.at("status", "currentHealthy").asInt();
                    int desired = budget.at("status", "desiredHealthy").asInt();
                    boolean ever = budget.at("status", "expectedPods").asInt() > desired;
                    return Finding.of("BudgetBlocksDrain", ever ? Severity.NOTICE : Severity.WARNING, BUDGETS, budget,
                            "lets no pod be evicted now: %d of its %d pods are healthy, and %d have to be".formatted(healthy,
                                    budget.at("status", "expectedPods").asInt(), desired),
                            ever
                                    ? "Wait until its pods are healthy, or see why they are not"
                                    : "It never lets one go: run one more replica, or allow maxUnavailable: 1")
                            .inTheWayOfUpgrades();
                });
    }
}
