package dev.marina.csi;

import static dev.marina.csi.DriverUnderTest.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.csi.v1.CreateVolumeGroupSnapshotRequest;
import dev.marina.csi.v1.DeleteSnapshotRequest;
import dev.marina.csi.v1.DeleteVolumeGroupSnapshotRequest;
import dev.marina.csi.v1.GetPluginCapabilitiesRequest;
import dev.marina.csi.v1.GetVolumeGroupSnapshotRequest;
import dev.marina.csi.v1.GroupControllerGetCapabilitiesRequest;
import dev.marina.csi.v1.GroupControllerServiceCapability;
import dev.marina.csi.v1.ListSnapshotsRequest;
import dev.marina.csi.v1.PluginCapability;
import dev.marina.csi.v1.Snapshot;
import dev.marina.csi.v1.VolumeGroupSnapshot;
import dev.marina.csi.volume.Directories;
import dev.marina.csi.volume.GroupRecord;
import dev.marina.csi.volume.SnapshotId;
import dev.marina.csi.volume.SnapshotRecord;
import dev.marina.csi.volume.VolumeId;
import dev.marina.csi.volume.VolumeStates;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sentences of the CSI specification about snapshots that are taken together.
class GroupSnapshotsTest {

    private static final String CLUSTER = "marina.dev/cluster";

    @TempDir
    Path directory;

    private Directories backend;
    private DriverUnderTest driver;

    @BeforeEach
    void open() throws IOException {
        backend = new Directories(directory.resolve("volumes"));
        driver = new DriverUnderTest(directory, backend);
        for (String name : List.of("data", "log")) {
            driver.controller().createVolume(DriverUnderTest.volume(name, 10).build());
            Files.writeString(directory.resolve("volumes/%s/file".formatted(name)), name);
        }
    }

    @AfterEach
    void close() {
        driver.close();
    }

    private List<String> snapshots() {
        return driver.snapshots(ListSnapshotsRequest.newBuilder());
    }

    private void delete(String group, String... snapshots) {
        driver.groupController().deleteVolumeGroupSnapshot(
                DeleteVolumeGroupSnapshotRequest.newBuilder().setGroupSnapshotId(group).addAllSnapshotIds(List.of(snapshots)).build());
    }

    @Test
    void driverSaysThatItCan() {
        assertTrue(driver.identity().getPluginCapabilities(GetPluginCapabilitiesRequest.getDefaultInstance()).getCapabilitiesList().stream()
                .anyMatch(capability -> capability.getService().getType() == PluginCapability.Service.Type.GROUP_CONTROLLER_SERVICE));
        assertEquals(GroupControllerServiceCapability.RPC.Type.CREATE_DELETE_GET_VOLUME_GROUP_SNAPSHOT, driver.groupController()
                .groupControllerGetCapabilities(GroupControllerGetCapabilitiesRequest.getDefaultInstance()).getCapabilities(0).getRpc().getType());
    }

    @Test
    void groupIsTakenOnceWhateverTheOrderAndEachOfItCanBeRestored() throws IOException {
        VolumeGroupSnapshot first = driver.together("monday", "log", "data");

        assertEquals(first, driver.together("monday", "data", "log"));
        assertTrue(first.getReadyToUse());
        assertTrue(first.getCreationTime().getSeconds() > 1_700_000_000L);
        assertEquals(List.of("data", "log"), first.getSnapshotsList().stream().map(Snapshot::getSourceVolumeId).toList());
        for (Snapshot snapshot : first.getSnapshotsList()) {
            assertEquals("monday", snapshot.getGroupSnapshotId());
            assertEquals(first.getCreationTime(), snapshot.getCreationTime());
            driver.controller().createVolume(DriverUnderTest.ofSnapshot("of-" + snapshot.getSourceVolumeId(), 10, snapshot.getSnapshotId()).build());
            assertEquals(snapshot.getSourceVolumeId(), Files.readString(directory.resolve("volumes/of-%s/file".formatted(snapshot.getSourceVolumeId()))));
        }
        GetVolumeGroupSnapshotRequest.Builder get = GetVolumeGroupSnapshotRequest.newBuilder().setGroupSnapshotId("monday").addSnapshotIds("monday-1")
                .addSnapshotIds("monday-0");
        assertEquals(first, driver.groupController().getVolumeGroupSnapshot(get.build()).getGroupSnapshot());
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> driver.groupController().getVolumeGroupSnapshot(get.addSnapshotIds("other").build()));
    }

    @Test
    void sameNameOfOtherVolumesIsRefused() {
        driver.together("monday", "data");

        assertRefused(Status.Code.ALREADY_EXISTS, () -> driver.together("monday", "data", "log"));
        assertRefused(Status.Code.ALREADY_EXISTS, () -> driver.together("monday", "log"));
        assertEquals(List.of("monday-0"), snapshots());
    }

    /// A snapshot that has the name already goes with no group, and is not written over.
    @Test
    void nobodysSnapshotBecomesPartOfAGroupByItsName() throws IOException {
        driver.snapshot("monday-1", "data");

        assertRefused(Status.Code.ALREADY_EXISTS, () -> driver.together("monday", "data", "log"));

        assertEquals(List.of("monday-1"), snapshots());
        driver.controller().createVolume(DriverUnderTest.ofSnapshot("restored", 10, "monday-1").build());
        assertEquals("data", Files.readString(directory.resolve("volumes/restored/file")));
    }

    @Test
    void requestsThatMakeNoSenseAreRefusedAndLeaveNothing() {
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> driver.together("", "data"));
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> driver.together("monday"));
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> driver.together("monday", "data", "data"));
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> driver.together("../../etc", "data"));
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> driver.together("monday", IntStream.range(0, 21).mapToObj(i -> "v" + i).toArray(String[]::new)));
        assertRefused(Status.Code.NOT_FOUND, () -> driver.together("monday", "data", "nobodys"));
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> driver.groupController().createVolumeGroupSnapshot(CreateVolumeGroupSnapshotRequest.newBuilder()
                .setName("monday").addSourceVolumeIds("data").putParameters("incremental", "true").build()));
        assertRefused(Status.Code.NOT_FOUND, () -> driver.groupController().getVolumeGroupSnapshot(GetVolumeGroupSnapshotRequest.newBuilder()
                .setGroupSnapshotId("monday").build()));
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> driver.groupController().getVolumeGroupSnapshot(GetVolumeGroupSnapshotRequest.getDefaultInstance()));
        assertEquals(List.of(), snapshots());
    }

    @Test
    void snapshotsOfAGroupGoTogetherAndNotAlone() {
        driver.together("monday", "data", "log");
        driver.snapshot("other", "data");

        assertRefused(Status.Code.INVALID_ARGUMENT,
                () -> driver.controller().deleteSnapshot(DeleteSnapshotRequest.newBuilder().setSnapshotId("monday-0").build()));
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> delete("monday", "monday-0"));
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> delete("monday", "monday-0", "other"));
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> delete(""));
        assertEquals(List.of("monday-0", "monday-1", "other"), snapshots());

        delete("monday", "monday-0", "monday-1");
        delete("monday", "monday-0", "monday-1");
        delete("../../etc", "other");

        assertEquals(List.of("other"), snapshots());
        assertEquals(false, backend.exists(new SnapshotId("monday-0")));
    }

    /// Whoever asks for a cluster gets nothing of another's, though it has the ids; nor is a group of two clusters.
    @Test
    void noClusterTakesAnothersVolumes() {
        for (String cluster : List.of("c1", "c2")) {
            driver.controller().createVolume(DriverUnderTest.volume("data", 1).putParameters(CLUSTER, cluster).build());
        }
        CreateVolumeGroupSnapshotRequest.Builder both = CreateVolumeGroupSnapshotRequest.newBuilder().setName("stolen").addSourceVolumeIds("c1_data")
                .addSourceVolumeIds("c2_data");

        assertRefused(Status.Code.NOT_FOUND, () -> driver.groupController().createVolumeGroupSnapshot(both.build()));
        for (String cluster : List.of("c1", "c2")) {
            assertRefused(Status.Code.NOT_FOUND, () -> driver.groupController().createVolumeGroupSnapshot(both.putParameters(CLUSTER, cluster).build()));
        }
        assertEquals(List.of(), snapshots());
        assertEquals("c1_monday", driver.together("monday", "c1_data").getGroupSnapshotId());
        assertEquals("c2_monday", driver.together("monday", "c2_data").getGroupSnapshotId());
    }

    @Test
    void snapshotsOfGroupsCountAsTheirClusters() {
        for (String cluster : List.of("c1", "c2")) {
            for (String name : List.of("data", "log")) {
                driver.controller().createVolume(DriverUnderTest.volume(name, 1).putParameters(CLUSTER, cluster).build());
            }
        }
        for (int i = 0; i < 99; i++) {
            driver.snapshot("s" + i, "c1_data");
        }

        assertRefused(Status.Code.RESOURCE_EXHAUSTED, () -> driver.together("monday", "c1_data", "c1_log"));
        driver.together("monday", "c2_data", "c2_log");
        driver.together("monday", "c1_data");
        assertRefused(Status.Code.RESOURCE_EXHAUSTED, () -> driver.snapshot("one-more", "c1_data"));
    }

    /// Also those of it that were there already: there are all or none.
    @Test
    void groupThatWasBeingTakenWhenTheDriverDiedIsTakenAwayAndCanBeTaken() throws IOException {
        driver.close();
        VolumeStates states = new VolumeStates(directory.resolve("states"));
        states.groups().put(new GroupRecord("monday", "monday", "", List.of("monday-0", "monday-1"), 0, true));
        states.snapshots().put(new SnapshotRecord("monday-0", "monday-0", "", "data", 10 << 20, 1, false, false, "monday"));
        states.snapshots().put(new SnapshotRecord("monday-1", "monday-1", "", "log", 10 << 20, 0, true, false, "monday"));
        backend.snapshot(new VolumeId("data"), new SnapshotId("monday-0"));

        driver = new DriverUnderTest(directory, backend);

        assertEquals(List.of(), snapshots());
        assertEquals(false, backend.exists(new SnapshotId("monday-0")));
        driver.together("monday", "data", "log");
    }

    @Test
    void groupsOutliveTheDriver() throws IOException {
        VolumeGroupSnapshot taken = driver.together("monday", "data", "log");
        driver.close();

        driver = new DriverUnderTest(directory, backend);

        assertEquals(taken, driver.together("monday", "data", "log"));
    }

    @Test
    void recordsFromBeforeThereWereGroupsAreRead() throws IOException {
        Files.writeString(directory.resolve("states/snapshots/old.json"),
                "{\"id\":\"old\",\"name\":\"old\",\"cluster\":\"\",\"volume\":\"data\",\"bytes\":1048576,\"takenMillis\":1,\"unfinished\":false,\"block\":false}");

        assertEquals(List.of("old"), snapshots());
        driver.controller().deleteSnapshot(DeleteSnapshotRequest.newBuilder().setSnapshotId("old").build());
        assertEquals(List.of(), snapshots());
    }
}
