package dev.marina.controllers.flowcontrol;

import dev.marina.api.Document;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.store.StoreEvent;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchema;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchemaBuilder;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchemaCondition;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.PriorityLevelConfiguration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Keeps the flow schemas that every cluster has, and says of each whether its priority level is there.
public final class FlowSchemaReconciler implements Reconciler {

    private final StandingFlows<FlowSchema> standing;
    private final StandingFlows<PriorityLevelConfiguration> levels;

    FlowSchemaReconciler(List<Document> flows) {
        this.standing = new StandingFlows<>(Types.FLOW_SCHEMAS, flows);
        this.levels = new StandingFlows<>(Types.PRIORITY_LEVELS, flows);
    }

    /// @param flows the flow schemas and priority levels that every cluster has
    public static Controller controller(List<Document> flows) {
        FlowSchemaReconciler reconciler = new FlowSchemaReconciler(flows);
        return Controller.named("flow-schema").source(reconciler.new Keys()).with(reconciler);
    }

    /// A level that comes or goes concerns those that name it.
    private final class Keys implements Source {
        private final Source own = standing.keys();

        @Override
        public Stream<ClusterKey> all(Snapshot snapshot) {
            return own.all(snapshot);
        }

        @Override
        public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
            boolean level = event.key().resource().equals(Types.PRIORITY_LEVELS.groupResource()) && (event.creation() || event.deletion());
            return level
                    ? snapshot.list(Types.FLOW_SCHEMAS, "").stream().filter(schema -> level(schema).equals(event.key().name()))
                            .map(schema -> StandingFlows.key(snapshot, schema.getMetadata().getName()))
                    : own.affected(event, snapshot);
        }

        @Override
        public Subject subject(ClusterKey key) {
            return own.subject(key);
        }
    }

    private static String level(FlowSchema schema) {
        return schema.getSpec().getPriorityLevelConfiguration().getName();
    }

    @Override
    public Outcome reconcile(Turn turn) {
        standing.keep(turn, (stored, wanted) -> stored.getSpec().equals(wanted.getSpec()),
                (stored, wanted) -> new FlowSchemaBuilder(stored).withSpec(wanted.getSpec()).build());
        turn.find(Types.FLOW_SCHEMAS).ifPresent(schema -> {
            boolean there = levels.contains(level(schema)) || turn.snapshot().find(Types.PRIORITY_LEVELS, "", level(schema)).isPresent();
            List<FlowSchemaCondition> before = Optional.ofNullable(schema.getStatus()).map(status -> status.getConditions()).orElse(List.of());
            List<FlowSchemaCondition> after = DanglingPlan.of(before, level(schema), there, turn.now());
            if (!after.equals(before)) {
                turn.writes().updateStatus(Types.FLOW_SCHEMAS, new FlowSchemaBuilder(schema).editOrNewStatus().withConditions(after).endStatus().build());
            }
        });
        return Outcome.SETTLED;
    }
}
