package dev.marina.controllers.replicaset;

import dev.marina.controllers.engine.PodState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;

/// The difference between what is wanted and what is there, as data.
record ReplicaSetPlan(int create, List<Pod> delete) {

    /// At most so many pods in one reconcile.
    static final int BURST = 500;

    /// @param owned pods of this replica set
    /// @param related pods of its siblings too
    static ReplicaSetPlan of(ReplicaSet wanted, List<Pod> owned, List<Pod> related) {
        if (wanted.getMetadata().getDeletionTimestamp() != null) {
            return new ReplicaSetPlan(0, List.of());
        }
        List<Pod> alive = owned.stream().filter(PodState::active).toList();
        int missing = replicas(wanted) - alive.size();
        return missing >= 0
                ? new ReplicaSetPlan(Math.min(missing, BURST), List.of())
                : new ReplicaSetPlan(0, DeletionOrder.of(alive, related).stream().limit(Math.min(-missing, BURST)).toList());
    }

    static int replicas(ReplicaSet set) {
        return set.getSpec().getReplicas() == null ? 1 : set.getSpec().getReplicas();
    }
}
