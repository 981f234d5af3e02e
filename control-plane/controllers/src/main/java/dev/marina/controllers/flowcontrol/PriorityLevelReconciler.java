package dev.marina.controllers.flowcontrol;

import dev.marina.api.Document;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.PriorityLevelConfiguration;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.PriorityLevelConfigurationBuilder;
import java.util.List;

/// Keeps the priority levels that every cluster has.
public final class PriorityLevelReconciler implements Reconciler {

    private final StandingFlows<PriorityLevelConfiguration> standing;

    PriorityLevelReconciler(List<Document> flows) {
        this.standing = new StandingFlows<>(Types.PRIORITY_LEVELS, flows);
    }

    /// @param flows the flow schemas and priority levels that every cluster has
    public static Controller controller(List<Document> flows) {
        PriorityLevelReconciler reconciler = new PriorityLevelReconciler(flows);
        return Controller.named("priority-level").source(reconciler.standing.keys()).with(reconciler);
    }

    @Override
    public Outcome reconcile(Turn turn) {
        standing.keep(turn, (stored, wanted) -> stored.getSpec().equals(wanted.getSpec()),
                (stored, wanted) -> new PriorityLevelConfigurationBuilder(stored).withSpec(wanted.getSpec()).build());
        return Outcome.SETTLED;
    }
}
