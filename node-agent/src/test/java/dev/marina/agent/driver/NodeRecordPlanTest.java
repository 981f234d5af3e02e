package dev.marina.agent.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.storage.CSINodeDriver;
import io.fabric8.kubernetes.api.model.storage.CSINodeDriverBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeRecordPlanTest {

    private static final CSINodeDriver OURS = new CSINodeDriverBuilder().withName("csi.marina.dev").withNodeID("m").withTopologyKeys("t").build();
    private static final DriverInfo DRIVER = new DriverInfo("d", "/s", "n", 7, Map.of("topology.d/zone", "a"));

    private static List<CSINodeDriver> registered() {
        return NodeRecordPlan.with(List.of(OURS), DRIVER).orElseThrow();
    }

    @Test
    void driverIsAddedOnceBesideOthers() {
        assertEquals(List.of("csi.marina.dev", "d"), registered().stream().map(CSINodeDriver::getName).toList());
        assertEquals(7, registered().getLast().getAllocatable().getCount());
        assertEquals(Optional.empty(), NodeRecordPlan.with(registered(), DRIVER));
    }

    @Test
    void onlyTheCountOfVolumesMayChangeWhereItStands() {
        assertFalse(NodeRecordPlan.anew(registered(), new DriverInfo("d", "/s", "n", 9, DRIVER.topology())));
        assertTrue(NodeRecordPlan.anew(registered(), new DriverInfo("d", "/s", "other", 7, DRIVER.topology())));
        assertTrue(NodeRecordPlan.anew(registered(), new DriverInfo("d", "/s", "n", 7, Map.of())));
        assertFalse(NodeRecordPlan.anew(List.of(OURS), DRIVER));
    }

    @Test
    void driversThatAreNotThereAreStale() {
        assertEquals(Set.of("d"), NodeRecordPlan.stale(registered(), Set.of("csi.marina.dev")));
        assertEquals(List.of(OURS), NodeRecordPlan.without(registered(), Set.of("d")));
    }

    private static Map<String, String> labels(Map<String, String> node, Map<String, String> topology) throws DriverInfo.Refused {
        Node present = new NodeBuilder().withNewMetadata().withLabels(node).endMetadata().build();
        return NodeRecordPlan.labels(present, new DriverInfo("d", "/s", "n", 0, topology));
    }

    @Test
    void labelsThatTheNodeHasAreNotGivenAgainAndOthersAre() throws DriverInfo.Refused {
        assertEquals(Map.of("topology.d/zone", "a"), labels(Map.of("kubernetes.io/os", "linux"), Map.of("kubernetes.io/os", "linux", "topology.d/zone", "a")));
        assertEquals(Map.of("topology.kubernetes.io/zone", "z"), labels(Map.of(), Map.of("topology.kubernetes.io/zone", "z")));
    }

    @Test
    void noDriverSaysThatANodeIsAnother() {
        for (String label : List.of("kubernetes.io/hostname", "node-role.kubernetes.io/control-plane", "x.node-restriction.kubernetes.io/y",
                "topology.csi.marina.dev/machine", "pool.marina.dev/name")) {
            assertThrows(DriverInfo.Refused.class, () -> labels(Map.of(), Map.of(label, "x")), label);
            assertThrows(DriverInfo.Refused.class, () -> labels(Map.of(label, "y"), Map.of(label, "x")), label);
        }
    }
}
