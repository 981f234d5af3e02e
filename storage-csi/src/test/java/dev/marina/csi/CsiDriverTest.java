package dev.marina.csi;

import static dev.marina.csi.DriverUnderTest.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.csi.v1.CapacityRange;
import dev.marina.csi.v1.ControllerGetCapabilitiesRequest;
import dev.marina.csi.v1.CreateVolumeRequest;
import dev.marina.csi.v1.DeleteVolumeRequest;
import dev.marina.csi.v1.GetPluginInfoRequest;
import dev.marina.csi.v1.ListVolumesRequest;
import dev.marina.csi.v1.ListVolumesResponse;
import dev.marina.csi.v1.NodeGetInfoRequest;
import dev.marina.csi.v1.NodePublishVolumeRequest;
import dev.marina.csi.v1.NodeStageVolumeRequest;
import dev.marina.csi.v1.NodeUnpublishVolumeRequest;
import dev.marina.csi.v1.NodeUnstageVolumeRequest;
import dev.marina.csi.v1.Topology;
import dev.marina.csi.v1.TopologyRequirement;
import dev.marina.csi.v1.ValidateVolumeCapabilitiesRequest;
import dev.marina.csi.v1.VolumeCapability;
import dev.marina.csi.volume.Content;
import dev.marina.csi.volume.Directories;
import dev.marina.csi.volume.VolumeId;
import dev.marina.csi.volume.VolumeRecord;
import dev.marina.csi.volume.VolumeStates;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sentences of the CSI specification that need no mount.
class CsiDriverTest {

    @TempDir
    Path directory;

    private Directories backend;
    private DriverUnderTest driver;

    @BeforeEach
    void open() throws IOException {
        backend = new Directories(directory.resolve("volumes"));
        driver = new DriverUnderTest(directory, backend);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void driverSaysWhoItIsAndWhereItsVolumesAre() {
        assertEquals("csi.marina.dev", driver.identity().getPluginInfo(GetPluginInfoRequest.getDefaultInstance()).getName());
        var info = driver.node().nodeGetInfo(NodeGetInfoRequest.getDefaultInstance());
        assertEquals("machine-1", info.getNodeId());
        assertEquals("machine-1", info.getAccessibleTopology().getSegmentsOrThrow("topology.csi.marina.dev/machine"));
        assertEquals(12, driver.controller().controllerGetCapabilities(ControllerGetCapabilitiesRequest.getDefaultInstance()).getCapabilitiesCount());
    }

    @Test
    void creatingAVolumeTwiceAnswersTheSameVolume() {
        var first = driver.controller().createVolume(DriverUnderTest.volume("data", 10).build());
        var second = driver.controller().createVolume(DriverUnderTest.volume("data", 10).build());

        assertEquals(first, second);
        assertEquals(1, driver.controller().listVolumes(ListVolumesRequest.getDefaultInstance()).getEntriesCount());
    }

    @Test
    void sameNameWithAnotherSizeIsRefused() {
        driver.controller().createVolume(DriverUnderTest.volume("data", 10).build());

        assertRefused(Status.Code.ALREADY_EXISTS, () -> driver.controller().createVolume(DriverUnderTest.volume("data", 20).build()));
    }

    @Test
    void sameNameInAnotherClusterIsAnotherVolume() {
        var first = driver.controller().createVolume(DriverUnderTest.volume("data", 10).putParameters("marina.dev/cluster", "c1").build());
        var second = driver.controller().createVolume(DriverUnderTest.volume("data", 10).putParameters("marina.dev/cluster", "c2").build());

        assertEquals("c1_data", first.getVolume().getVolumeId());
        assertEquals("c2_data", second.getVolume().getVolumeId());
    }

    @Test
    void requestsThatMissSomethingAreRefused() {
        assertRefused(Status.Code.INVALID_ARGUMENT,
                () -> driver.controller().createVolume(CreateVolumeRequest.newBuilder().addVolumeCapabilities(DriverUnderTest.WRITER).build()));
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> driver.controller().createVolume(CreateVolumeRequest.newBuilder().setName("data").build()));
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> driver.controller().deleteVolume(DeleteVolumeRequest.getDefaultInstance()));
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> driver.controller().createVolume(DriverUnderTest.volume("../etc", 10).build()));
    }

    @Test
    void blockVolumesAreRefused() {
        var block = VolumeCapability.newBuilder().setBlock(VolumeCapability.BlockVolume.getDefaultInstance())
                .setAccessMode(DriverUnderTest.WRITER.getAccessMode()).build();

        assertRefused(Status.Code.INVALID_ARGUMENT,
                () -> driver.controller().createVolume(CreateVolumeRequest.newBuilder().setName("data").addVolumeCapabilities(block).build()));
        driver.controller().createVolume(DriverUnderTest.volume("data", 10).build());
        assertEquals("block volumes are not available", driver.controller().validateVolumeCapabilities(ValidateVolumeCapabilitiesRequest.newBuilder()
                .setVolumeId("data").addVolumeCapabilities(block).build()).getMessage());
    }

    @Test
    void sizesThatExcludeEachOtherAreOutOfRange() {
        assertRefused(Status.Code.OUT_OF_RANGE, () -> driver.controller().createVolume(DriverUnderTest.volume("data", 10)
                .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(10 << 20).setLimitBytes(5 << 20)).build()));
    }

    @Test
    void volumeForAnotherMachineIsNotMadeHere() {
        assertRefused(Status.Code.RESOURCE_EXHAUSTED, () -> driver.controller().createVolume(DriverUnderTest.volume("data", 10).setAccessibilityRequirements(
                TopologyRequirement.newBuilder().addRequisite(Topology.newBuilder().putSegments("topology.csi.marina.dev/machine", "machine-2"))).build()));
    }

    @Test
    void deletingTwiceOrTheUnknownSucceeds() {
        driver.controller().createVolume(DriverUnderTest.volume("data", 10).build());

        driver.controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId("data").build());
        driver.controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId("data").build());
        driver.controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId("not/ours").build());

        assertEquals(false, backend.exists(new VolumeId("data")));
    }

    @Test
    void takingAwayWhatNeverWasSucceedsWhateverItsIdLooksLike() {
        for (String id : new String[] {"unknown", "c1_a/b", "../../etc", "c1_" + "x".repeat(300), "c1_ä b"}) {
            driver.node()
                    .nodeUnpublishVolume(NodeUnpublishVolumeRequest.newBuilder().setVolumeId(id).setTargetPath(directory.resolve("target").toString()).build());
            driver.node().nodeUnstageVolume(
                    NodeUnstageVolumeRequest.newBuilder().setVolumeId(id).setStagingTargetPath(directory.resolve("staged").toString()).build());
            driver.controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId(id).build());
            assertRefused(Status.Code.NOT_FOUND, () -> driver.node().nodeStageVolume(NodeStageVolumeRequest.newBuilder().setVolumeId(id)
                    .setVolumeCapability(DriverUnderTest.WRITER).setStagingTargetPath(directory.resolve("staged").toString()).build()));
        }
    }

    @Test
    void volumeThatTheMachineCannotHoldIsRefusedAndLeavesNothing() {
        assertRefused(Status.Code.RESOURCE_EXHAUSTED, () -> driver.controller().createVolume(DriverUnderTest.volume("data", 1L << 40).build()));

        assertEquals(0, driver.controller().listVolumes(ListVolumesRequest.getDefaultInstance()).getEntriesCount());
        driver.controller().createVolume(DriverUnderTest.volume("data", 10).build());
    }

    @Test
    void volumeThatWasBeingMadeWhenTheDriverDiedIsTakenAwayAndCanBeMade() throws IOException {
        driver.close();
        new VolumeStates(directory.resolve("states")).put(new VolumeRecord("data", "data", "", 10 << 20, true, "", 0, java.util.Map.of()));
        backend.create(new VolumeId("data"), 10 << 20, Content.EMPTY);

        driver = new DriverUnderTest(directory, backend);

        assertEquals(false, backend.exists(new VolumeId("data")));
        driver.controller().createVolume(DriverUnderTest.volume("data", 20).build());
        assertEquals(20L << 20, driver.controller().listVolumes(ListVolumesRequest.getDefaultInstance()).getEntries(0).getVolume().getCapacityBytes());
    }

    @Test
    void volumesOutliveTheDriver() throws IOException {
        driver.controller().createVolume(DriverUnderTest.volume("data", 10).build());
        driver.close();

        driver = new DriverUnderTest(directory, backend);

        assertEquals("data", driver.controller().listVolumes(ListVolumesRequest.getDefaultInstance()).getEntries(0).getVolume().getVolumeId());
    }

    @Test
    void listIsGivenInPagesWithoutGapsOrRepeats() {
        for (String name : new String[] {"c", "a", "b"}) {
            driver.controller().createVolume(DriverUnderTest.volume(name, 1).build());
        }

        ListVolumesResponse first = driver.controller().listVolumes(ListVolumesRequest.newBuilder().setMaxEntries(2).build());
        ListVolumesResponse rest = driver.controller()
                .listVolumes(ListVolumesRequest.newBuilder().setMaxEntries(2).setStartingToken(first.getNextToken()).build());

        assertEquals(java.util.List.of("a", "b"), first.getEntriesList().stream().map(e -> e.getVolume().getVolumeId()).toList());
        assertEquals(java.util.List.of("c"), rest.getEntriesList().stream().map(e -> e.getVolume().getVolumeId()).toList());
        assertEquals("", rest.getNextToken());
    }

    @Test
    void publishingWhatIsNotStagedOrNotThereIsRefused() {
        driver.controller().createVolume(DriverUnderTest.volume("data", 1).build());
        var request = NodePublishVolumeRequest.newBuilder().setVolumeCapability(DriverUnderTest.WRITER)
                .setTargetPath(directory.resolve("target").toString()).setStagingTargetPath(directory.resolve("staging").toString());

        assertRefused(Status.Code.FAILED_PRECONDITION, () -> driver.node().nodePublishVolume(request.setVolumeId("data").build()));
        assertRefused(Status.Code.NOT_FOUND, () -> driver.node().nodePublishVolume(request.setVolumeId("other").build()));
    }
}
