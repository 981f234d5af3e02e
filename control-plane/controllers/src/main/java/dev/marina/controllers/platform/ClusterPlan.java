package dev.marina.controllers.platform;

import dev.marina.model.Cluster;
import dev.marina.model.NodePool;
import java.util.List;

/// What has to be done next about a Cluster object.
sealed interface ClusterPlan {

    /// Mark it as ours before anything is made that would be left behind: it comes from a version that did not do so when it was created.
    record Adopt() implements ClusterPlan {}

    record Provide() implements ClusterPlan {}

    /// Its pools go first, and with them its nodes; those that are not yet being deleted are named.
    record DeletePools(List<NodePool> pools) implements ClusterPlan {}

    /// No node is left: the keys, then the object itself.
    record Remove() implements ClusterPlan {}

    /// Somebody else's finalizer keeps it.
    record Nothing() implements ClusterPlan {}

    static ClusterPlan of(Cluster cluster, List<NodePool> pools) {
        boolean ours = Finalizers.CLUSTER.holds(cluster);
        if (cluster.getMetadata().getDeletionTimestamp() == null) {
            return ours ? new Provide() : new Adopt();
        }
        if (!ours) {
            return new Nothing();
        }
        return pools.isEmpty()
                ? new Remove()
                : new DeletePools(pools.stream().filter(pool -> pool.getMetadata().getDeletionTimestamp() == null).toList());
    }
}
