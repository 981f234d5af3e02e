package dev.marina.controllers.replicationcontroller;

import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.replicaset.ReplicaSetReconciler;
import dev.marina.controllers.replicaset.ReplicatedType;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ReplicationControllerBuilder;
import io.fabric8.kubernetes.api.model.ReplicationControllerCondition;
import io.fabric8.kubernetes.api.model.ReplicationControllerConditionBuilder;
import io.fabric8.kubernetes.api.model.ReplicationControllerStatus;
import io.fabric8.kubernetes.api.model.ReplicationControllerStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;

/// Reads replication controllers as replica sets, which differ in the form of their selector only.
public final class ReplicationControllers {

    static final ReplicatedType<ReplicationController> REPLICATED = new ReplicatedType<>(Types.REPLICATION_CONTROLLERS, ReplicationControllers::read,
            (controller, status) -> new ReplicationControllerBuilder(controller).withStatus(written(status)).build());

    private ReplicationControllers() {}

    public static Controller controller() {
        return ReplicaSetReconciler.controller("replication", REPLICATED);
    }

    /// The uid stays, so what belongs to the one belongs to the other.
    static ReplicaSet read(ReplicationController controller) {
        var spec = controller.getSpec();
        return new ReplicaSetBuilder().withMetadata(controller.getMetadata())
                .withNewSpec().withReplicas(spec.getReplicas()).withMinReadySeconds(spec.getMinReadySeconds())
                .withNewSelector().withMatchLabels(spec.getSelector()).endSelector().withTemplate(spec.getTemplate()).endSpec()
                .withStatus(controller.getStatus() == null ? null : read(controller.getStatus())).build();
    }

    private static ReplicaSetStatus read(ReplicationControllerStatus status) {
        return new ReplicaSetStatusBuilder().withReplicas(status.getReplicas()).withFullyLabeledReplicas(status.getFullyLabeledReplicas())
                .withReadyReplicas(status.getReadyReplicas()).withAvailableReplicas(status.getAvailableReplicas())
                .withObservedGeneration(status.getObservedGeneration())
                .withConditions(status.getConditions().stream().map(ReplicationControllers::read).toList()).build();
    }

    private static ReplicaSetCondition read(ReplicationControllerCondition condition) {
        return new ReplicaSetConditionBuilder().withType(condition.getType()).withStatus(condition.getStatus()).withReason(condition.getReason())
                .withMessage(condition.getMessage()).withLastTransitionTime(condition.getLastTransitionTime()).build();
    }

    private static ReplicationControllerStatus written(ReplicaSetStatus status) {
        return new ReplicationControllerStatusBuilder().withReplicas(status.getReplicas()).withFullyLabeledReplicas(status.getFullyLabeledReplicas())
                .withReadyReplicas(status.getReadyReplicas()).withAvailableReplicas(status.getAvailableReplicas())
                .withObservedGeneration(status.getObservedGeneration())
                .withConditions(status.getConditions().stream().map(ReplicationControllers::written).toList()).build();
    }

    private static ReplicationControllerCondition written(ReplicaSetCondition condition) {
        return new ReplicationControllerConditionBuilder().withType(condition.getType()).withStatus(condition.getStatus()).withReason(condition.getReason())
                .withMessage(condition.getMessage()).withLastTransitionTime(condition.getLastTransitionTime()).build();
    }
}
