package dev.marina.controllers.disruption;

import dev.marina.controllers.disruption.ControllerScales.UnknownScale;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.LabelSelection;
import dev.marina.controllers.engine.Mapper;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import java.util.List;
import java.util.OptionalInt;

/// Keeps the allowance of a budget as its pods are.
public final class DisruptionReconciler implements ObjectReconciler<PodDisruptionBudget> {

    public static Controller controller() {
        return Controller.named("disruption").reconciles(Types.DISRUPTION_BUDGETS)
                .alsoWatches(Types.PODS, Mapper.selecting(Types.DISRUPTION_BUDGETS, DisruptionReconciler::guards))
                .alsoWatches(Types.DEPLOYMENTS, budgetsBeside())
                .alsoWatches(Types.REPLICA_SETS, budgetsBeside())
                .alsoWatches(Types.REPLICATION_CONTROLLERS, budgetsBeside())
                .workers(2).with(new DisruptionReconciler());
    }

    private static boolean guards(PodDisruptionBudget budget, Pod pod) {
        return LabelSelection.takes(budget.getSpec().getSelector(), pod.getMetadata().getLabels());
    }

    /// A budget knows its pods, not what is above them: all budgets beside it that count by a scale are looked at.
    private static <T extends HasMetadata> Mapper<T> budgetsBeside() {
        return (object, snapshot) -> snapshot.list(Types.DISRUPTION_BUDGETS, object.getMetadata().getNamespace()).stream().filter(DisruptionPlan::needsScale)
                .map(budget -> new ClusterKey(snapshot.cluster(), budget.getMetadata().getNamespace(), budget.getMetadata().getName()));
    }

    @Override
    public ResourceType<PodDisruptionBudget> type() {
        return Types.DISRUPTION_BUDGETS;
    }

    @Override
    public Outcome reconcile(Turn turn, PodDisruptionBudget budget) {
        Snapshot snapshot = turn.snapshot();
        List<Pod> pods = snapshot.list(Types.PODS, budget.getMetadata().getNamespace()).stream().filter(pod -> guards(budget, pod)).toList();
        if (pods.isEmpty()) {
            turn.event(budget, Severity.Normal, "NoPods", "No matching pods found");
        }
        OptionalInt scale;
        try {
            scale = DisruptionPlan.needsScale(budget) ? OptionalInt.of(ControllerScales.sum(pods, snapshot)) : OptionalInt.empty();
        } catch (UnknownScale e) {
            turn.event(budget, Severity.Warning, "CalculateExpectedPodCountFailed", "Failed to calculate the number of expected pods: " + e.getMessage());
            say(turn, budget, DisruptionPlan.failed(budget, e.getMessage(), turn.now()));
            return Outcome.SETTLED;
        }
        if (scale.isPresent() && pods.stream().anyMatch(pod -> Snapshot.controller(pod).isEmpty())) {
            turn.event(budget, Severity.Warning, "UnmanagedPods",
                    "Pods selected by this PodDisruptionBudget were found to be unmanaged. As a result, the status of the PDB"
                            + " cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set \".spec.minAvailable\""
                            + " field of the PDB to an integer value.");
        }
        DisruptionPlan plan = DisruptionPlan.of(budget, pods, scale, turn.now());
        plan.late().forEach(pod -> turn.event(pod, Severity.Warning, "NotDeleted", "Pod was expected by PDB %s/%s to be deleted but it wasn't"
                .formatted(budget.getMetadata().getNamespace(), budget.getMetadata().getName())));
        say(turn, budget, plan.status());
        return plan.recheck().map(Outcome::recheckAfter).orElse(Outcome.SETTLED);
    }

    /// Only at the version that was read: an eviction may have taken one meanwhile.
    private static void say(Turn turn, PodDisruptionBudget budget, PodDisruptionBudgetStatus status) {
        if (!status.equals(budget.getStatus())) {
            turn.writes().updateStatus(Types.DISRUPTION_BUDGETS, new PodDisruptionBudgetBuilder(budget).withStatus(status).build());
        }
    }
}
