package dev.marina.agent.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.csi.v1.NodeGetInfoResponse;
import dev.marina.csi.v1.Topology;
import dev.marina.csi.v1.registration.PluginInfo;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DriverInfoTest {

    private static PluginInfo.Builder said() {
        return PluginInfo.newBuilder().setType("CSIPlugin").setName("dir.csi.example.com").setEndpoint("/csi/csi.sock").addSupportedVersions("1.0.0");
    }

    private static String refusal(PluginInfo said) {
        return assertThrows(DriverInfo.Refused.class, () -> DriverInfo.checked(said, "csi.marina.dev")).getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "v1.2", "1.0", "1.12.0-rc.1"})
    void anyVersionOneWillDo(String version) throws DriverInfo.Refused {
        PluginInfo said = said().clearSupportedVersions().addSupportedVersions("0.3.0").addSupportedVersions(version).build();

        assertEquals(said, DriverInfo.checked(said, "csi.marina.dev"));
    }

    @ParameterizedTest
    @CsvSource({"0.3.0", "2.0.0", "11.0.0", "one", "''"})
    void otherVersionsAreRefused(String version) {
        assertEquals("driver \"dir.csi.example.com\" supports no version 1.x of CSI; it says [%s]".formatted(version),
                refusal(said().clearSupportedVersions().addSupportedVersions(version).build()));
    }

    @Test
    void otherPluginsAreNotDrivers() {
        assertEquals("plugins of type \"DRAPlugin\" are not known to this node; it knows CSIPlugin", refusal(said().setType("DRAPlugin").build()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../up", "a/b", "a b", "-a", "a-", "ä", "a\nb", "a\0b"})
    void namesThatAreNoNamesAreRefused(String name) {
        assertTrue(refusal(said().setName(name).build()).startsWith("driver name \"" + name), name);
    }

    @Test
    void whatIsRefusedIsNotRepeatedAtLength() {
        assertTrue(refusal(said().setName("x".repeat(1 << 20)).build()).length() < 300);
        assertTrue(refusal(said().setType("x".repeat(1 << 20)).build()).length() < 300);
        assertTrue(refusal(said().setEndpoint("/" + "x".repeat(1 << 20)).build()).length() < 300);
    }

    @Test
    void platformsNameIsTakenHoweverItIsWritten() {
        assertEquals("driver name \"CSI.marina.dev\" is that of the platform's own driver", refusal(said().setName("CSI.marina.dev").build()));
    }

    @Test
    void driverSaysWhereTheNodeIs() throws DriverInfo.Refused {
        DriverInfo info = DriverInfo.of(said().build(), "/csi/csi.sock", NodeGetInfoResponse.newBuilder().setNodeId("n").setMaxVolumesPerNode(1L << 40)
                .setAccessibleTopology(Topology.newBuilder().putSegments("topology.example.com/zone", "a")).build());

        assertEquals(new DriverInfo("dir.csi.example.com", "/csi/csi.sock", "n", Integer.MAX_VALUE, Map.of("topology.example.com/zone", "a")), info);
    }

    @Test
    void nodesAndPlacesThatTheApiWouldNotTakeAreRefusedBefore() {
        for (NodeGetInfoResponse said : new NodeGetInfoResponse[] {
                NodeGetInfoResponse.getDefaultInstance(),
                NodeGetInfoResponse.newBuilder().setNodeId("x".repeat(257)).build(),
                NodeGetInfoResponse.newBuilder().setNodeId("n").setAccessibleTopology(Topology.newBuilder().putSegments("a b", "c")).build(),
                NodeGetInfoResponse.newBuilder().setNodeId("n").setAccessibleTopology(Topology.newBuilder().putSegments("a", "c d")).build()}) {
            assertThrows(DriverInfo.Refused.class, () -> DriverInfo.of(said().build(), "/s", said));
        }
    }
}
