package dev.marina.tenancy.management;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.model.Cluster;
import dev.marina.model.NodePool;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import dev.marina.tenancy.problem.Problem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterStateTest {

    @Test
    void aClusterWithoutStatusIsBeingProvisioned() {
        var state = KubernetesManagementCluster.state(cluster(null, null), List.of(pool("default", 2), pool("other", 7)));

        assertEquals("Provisioning", state.phase());
        assertEquals(new ManagementCluster.Wanted(2, 2000, 4L << 30), state.wanted());
        assertEquals(0, state.readyNodes());
    }

    @Test
    void statusIsReportedAsItIs() {
        var state = KubernetesManagementCluster.state(cluster(new Cluster.Status("Ready", "c1", "https://x", 2, 1, 3L << 30, 7L, null), null),
                List.of(pool("default", 2)));

        assertEquals(new ManagementCluster.ClusterState("u1", "default", "Ready", "https://x", new ManagementCluster.Wanted(2, 2000, 4L << 30), 2, 1,
                3L << 30, 7, "2026-01-01T00:00:00Z"), state);
    }

    @Test
    void aClusterMarkedForDeletionIsBeingDeletedWhateverItsStatusSays() {
        var state = KubernetesManagementCluster.state(cluster(new Cluster.Status("Ready", "c1", "https://x", 2, 2, null, null, null), "2026-01-02T00:00:00Z"),
                List.of());

        assertEquals("Deleting", state.phase());
    }

    @Test
    void whatThePlanRefusesIsSaidInItsNumbers() {
        assertEquals(Optional.of(new Problem.QuotaExceeded("cpu", "8", "2", "4")), ManagementApi.exceeded(
                "nodepools.marina.dev \"p\" is forbidden: exceeded quota: plan, requested: cpu=8, used: cpu=2, limited: cpu=4"));
        assertEquals(Optional.empty(), ManagementApi.exceeded("clusters.marina.dev is forbidden: User \"x\" cannot create"));
    }

    private static Cluster cluster(Cluster.Status status, String deleted) {
        Cluster cluster = new Cluster();
        cluster.setMetadata(
                new ObjectMetaBuilder().withName("default").withUid("u1").withCreationTimestamp("2026-01-01T00:00:00Z").withDeletionTimestamp(deleted).build());
        cluster.setStatus(status);
        return cluster;
    }

    private static NodePool pool(String cluster, int replicas) {
        NodePool pool = new NodePool();
        pool.setMetadata(new ObjectMetaBuilder().withName(cluster + "-pool").build());
        pool.setSpec(new NodePool.Spec(cluster, replicas, "1", "2Gi"));
        return pool;
    }
}
