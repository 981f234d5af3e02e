package dev.marina.tenancy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.tenancy.management.ManagementCluster.ClusterState;
import dev.marina.tenancy.management.ManagementCluster.Wanted;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuotaUseTest {

    @Test
    void whatPoolsAskForIsAddedReadyOrNot() {
        QuotaUse use = QuotaUse.of(List.of(cluster("a", new Wanted(2, 2000, 4L << 30)), cluster("b", new Wanted(1, 500, 1L << 30))));

        assertEquals(new QuotaUse(2, new Wanted(3, 2500, 5L << 30)), use);
    }

    @Test
    void aTenantWithoutClustersUsesNothing() {
        assertEquals(new QuotaUse(0, new Wanted(0, 0, 0)), QuotaUse.of(List.of()));
    }

    private static ClusterState cluster(String name, Wanted wanted) {
        return new ClusterState("uid-of-" + name, name, "Provisioning", null, wanted, 0, 0, 0, 0, null);
    }
}
