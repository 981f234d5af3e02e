package dev.marina.tenancy.cluster;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.tenancy.management.ManagementCluster.ClusterState;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.tenant.Limits;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuotaUseTest {

    private static final Limits DEFAULT = new Limits(2, 4, 4000, 8L << 30, 20L << 30);

    @Test
    void nodesAreCountedByWhatPoolsAskForReadyOrNot() {
        QuotaUse use = QuotaUse.of(List.of(cluster("a", 2), cluster("b", 1)));

        assertEquals(new QuotaUse(2, 3), use);
        assertEquals(3000, use.cpuMillis());
        assertEquals(6L << 30, use.memoryBytes());
    }

    @Test
    void oneMoreClusterFitsUntilTheLimit() {
        assertDoesNotThrow(() -> new QuotaUse(1, 2).requireRoom(DEFAULT, 2));
        assertEquals(new Problem.QuotaExceeded("clusters", 1, 2, 2), refusal(new QuotaUse(2, 2), DEFAULT, 0));
        assertEquals(new Problem.QuotaExceeded("nodes", 3, 2, 4), refusal(new QuotaUse(1, 2), DEFAULT, 3));
    }

    @Test
    void cpuAndMemoryCountToo() {
        assertEquals(new Problem.QuotaExceeded("cpu (thousandths)", 1000, 0, 500), refusal(new QuotaUse(0, 0), new Limits(2, 4, 500, 8L << 30, 0), 1));
        assertEquals(new Problem.QuotaExceeded("memory (bytes)", 2L << 30, 0, 1), refusal(new QuotaUse(0, 0), new Limits(2, 4, 4000, 1, 0), 1));
    }

    @Test
    void aClusterWithoutNodesNeedsOnlyAPlaceForACluster() {
        assertDoesNotThrow(() -> new QuotaUse(1, 4).requireRoom(DEFAULT, 0));
    }

    private static Problem refusal(QuotaUse use, Limits limits, int more) {
        return assertThrows(ProblemException.class, () -> use.requireRoom(limits, more)).problem();
    }

    private static ClusterState cluster(String name, int nodes) {
        return new ClusterState(name, "Provisioning", null, nodes, 0, 0, null);
    }
}
