package dev.marina.tenancy.cluster;

import dev.marina.tenancy.management.ManagementCluster.ClusterState;
import dev.marina.tenancy.management.ManagementCluster.Wanted;
import java.util.List;

/// How much of its quota a tenant has taken: by what its node pools ask for, ready or not. The control plane counts it again,
/// and refuses, with every write.
public record QuotaUse(int clusters, Wanted wanted) {

    public static QuotaUse of(List<ClusterState> clusters) {
        Wanted sum = clusters.stream().map(ClusterState::wanted).reduce(new Wanted(0, 0, 0), (one, other) -> new Wanted(
                one.nodes() + other.nodes(), one.cpuMillis() + other.cpuMillis(), one.memoryBytes() + other.memoryBytes()));
        return new QuotaUse(clusters.size(), sum);
    }
}
