package dev.marina.tenancy.cluster;

import dev.marina.tenancy.management.ManagementCluster.ClusterState;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.tenant.Limits;
import java.util.List;

/// How much of its quota a tenant has taken: nodes by what their pools ask for, ready or not.
public record QuotaUse(int clusters, int nodes) {

    static final long NODE_CPU_MILLIS = 1000;
    static final long NODE_MEMORY_BYTES = 2L << 30;

    static QuotaUse of(List<ClusterState> clusters) {
        return new QuotaUse(clusters.size(), clusters.stream().mapToInt(ClusterState::wantedNodes).sum());
    }

    public long cpuMillis() {
        return nodes * NODE_CPU_MILLIS;
    }

    public long memoryBytes() {
        return nodes * NODE_MEMORY_BYTES;
    }

    /// Refuses one more cluster with so many nodes where that exceeds a limit, naming the first that it exceeds.
    void requireRoom(Limits limits, int more) {
        require("clusters", 1, clusters, limits.clusters());
        require("nodes", more, nodes, limits.nodes());
        require("cpu (thousandths)", more * NODE_CPU_MILLIS, cpuMillis(), limits.cpuMillis());
        require("memory (bytes)", more * NODE_MEMORY_BYTES, memoryBytes(), limits.memoryBytes());
    }

    private static void require(String resource, long requested, long used, long limit) {
        if (used + requested > limit && requested > 0) {
            throw new ProblemException(new Problem.QuotaExceeded(resource, requested, used, limit));
        }
    }
}
