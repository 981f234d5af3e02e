package dev.marina.controllers.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.model.Cluster;
import dev.marina.model.NodePool;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterPlanTest {

    private static Cluster cluster(boolean ours, boolean ending) {
        Cluster cluster = new Cluster();
        cluster.setMetadata(new ObjectMetaBuilder().withName("default").withNamespace("acme")
                .withFinalizers(ours ? List.of(Finalizers.CLUSTER.name()) : List.of())
                .withDeletionTimestamp(ending ? "2026-01-01T00:00:00Z" : null).build());
        return cluster;
    }

    private static NodePool pool(boolean ending) {
        NodePool pool = new NodePool();
        pool.setMetadata(new ObjectMetaBuilder().withName("p").withDeletionTimestamp(ending ? "2026-01-01T00:00:00Z" : null).build());
        return pool;
    }

    @Test
    void a_new_cluster_is_marked_before_anything_is_made() {
        assertEquals(new ClusterPlan.Adopt(), ClusterPlan.of(cluster(false, false), List.of()));
        assertEquals(new ClusterPlan.Provide(), ClusterPlan.of(cluster(true, false), List.of()));
    }

    @Test
    void pools_go_before_the_cluster() {
        NodePool staying = pool(false);
        assertEquals(new ClusterPlan.DeletePools(List.of(staying)), ClusterPlan.of(cluster(true, true), List.of(staying, pool(true))));
        assertEquals(new ClusterPlan.Remove(), ClusterPlan.of(cluster(true, true), List.of()));
    }

    @Test
    void what_was_never_ours_is_left_to_others() {
        assertEquals(new ClusterPlan.Nothing(), ClusterPlan.of(cluster(false, true), List.of()));
    }
}
