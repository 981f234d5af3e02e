package dev.marina.csi;

import static dev.marina.csi.DriverUnderTest.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.csi.v1.CapacityRange;
import dev.marina.csi.v1.ControllerGetVolumeRequest;
import dev.marina.csi.v1.CreateSnapshotRequest;
import dev.marina.csi.v1.CreateVolumeRequest;
import dev.marina.csi.v1.DeleteSnapshotRequest;
import dev.marina.csi.v1.DeleteVolumeRequest;
import dev.marina.csi.v1.GetSnapshotRequest;
import dev.marina.csi.v1.ListSnapshotsRequest;
import dev.marina.csi.v1.ListSnapshotsResponse;
import dev.marina.csi.v1.ListVolumesRequest;
import dev.marina.csi.v1.NodeGetVolumeStatsRequest;
import dev.marina.csi.v1.Snapshot;
import dev.marina.csi.volume.Content;
import dev.marina.csi.volume.Directories;
import dev.marina.csi.volume.SnapshotId;
import dev.marina.csi.volume.SnapshotRecord;
import dev.marina.csi.volume.VolumeId;
import dev.marina.csi.volume.VolumeStates;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sentences of the CSI specification about snapshots and volumes that are made of something.
class SnapshotsTest {

    private static final String CLUSTER = "marina.dev/cluster";

    @TempDir
    Path directory;

    private Directories backend;
    private DriverUnderTest driver;

    @BeforeEach
    void open() throws IOException {
        backend = new Directories(directory.resolve("volumes"));
        driver = new DriverUnderTest(directory, backend);
        driver.controller().createVolume(DriverUnderTest.volume("data", 10).build());
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void takingASnapshotTwiceAnswersTheSameOne() {
        Snapshot first = driver.snapshot("monday", "data");

        assertEquals(first, driver.snapshot("monday", "data"));
        assertEquals("data", first.getSourceVolumeId());
        assertEquals(10L << 20, first.getSizeBytes());
        assertTrue(first.getReadyToUse());
        assertTrue(first.getCreationTime().getSeconds() > 1_700_000_000L);
        assertEquals(List.of("monday"), driver.snapshots(ListSnapshotsRequest.newBuilder()));
    }

    @Test
    void sameNameOfAnotherVolumeIsRefused() {
        driver.controller().createVolume(DriverUnderTest.volume("other", 10).build());
        driver.snapshot("monday", "data");

        assertRefused(Status.Code.ALREADY_EXISTS, () -> driver.snapshot("monday", "other"));
    }

    @Test
    void requestsThatMissSomethingAreRefused() {
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> driver.snapshot("", "data"));
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> driver.snapshot("monday", ""));
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> driver.snapshot("../../etc", "data"));
        assertRefused(Status.Code.NOT_FOUND, () -> driver.snapshot("monday", "nobodys"));
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> driver.controller().deleteSnapshot(DeleteSnapshotRequest.getDefaultInstance()));
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> driver.controller().getSnapshot(GetSnapshotRequest.getDefaultInstance()));
        assertRefused(Status.Code.NOT_FOUND, () -> driver.controller().getSnapshot(GetSnapshotRequest.newBuilder().setSnapshotId("nobodys").build()));
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> driver.controller().createSnapshot(CreateSnapshotRequest.newBuilder().setName("monday")
                .setSourceVolumeId("data").putParameters("incremental", "true").build()));
    }

    @Test
    void deletingTwiceOrTheUnknownSucceedsWhateverItsIdLooksLike() {
        driver.snapshot("monday", "data");

        for (String id : new String[] {"monday", "monday", "unknown", "a/b", "../../etc", "x".repeat(300)}) {
            driver.controller().deleteSnapshot(DeleteSnapshotRequest.newBuilder().setSnapshotId(id).build());
        }

        assertEquals(List.of(), driver.snapshots(ListSnapshotsRequest.newBuilder()));
        assertEquals(false, backend.exists(new SnapshotId("monday")));
    }

    @Test
    void listIsOfAVolumeOrOfOneSnapshotOrInPages() {
        driver.controller().createVolume(DriverUnderTest.volume("other", 10).build());
        for (String name : new String[] {"c", "a", "b"}) {
            driver.snapshot(name, "data");
        }
        driver.snapshot("d", "other");

        assertEquals(List.of("d"), driver.snapshots(ListSnapshotsRequest.newBuilder().setSourceVolumeId("other")));
        assertEquals(List.of("b"), driver.snapshots(ListSnapshotsRequest.newBuilder().setSnapshotId("b")));
        assertEquals(List.of(), driver.snapshots(ListSnapshotsRequest.newBuilder().setSnapshotId("../etc")));
        ListSnapshotsResponse first = driver.controller().listSnapshots(ListSnapshotsRequest.newBuilder().setMaxEntries(3).build());
        assertEquals(List.of("a", "b", "c"), first.getEntriesList().stream().map(entry -> entry.getSnapshot().getSnapshotId()).toList());
        assertEquals(List.of("d"), driver.snapshots(ListSnapshotsRequest.newBuilder().setMaxEntries(3).setStartingToken(first.getNextToken())));
        assertRefused(Status.Code.ABORTED, () -> driver.snapshots(ListSnapshotsRequest.newBuilder().setStartingToken("invalid-token")));
        assertRefused(Status.Code.ABORTED, () -> driver.controller().listVolumes(ListVolumesRequest.newBuilder().setStartingToken("invalid-token").build()));
    }

    @Test
    void volumeMadeOfSomethingSaysOfWhat() {
        driver.snapshot("monday", "data");

        var restored = driver.controller().createVolume(DriverUnderTest.ofSnapshot("restored", 10, "monday").build());
        var twin = driver.controller().createVolume(DriverUnderTest.ofVolume("twin", 20, "data").build());

        assertEquals("monday", restored.getVolume().getContentSource().getSnapshot().getSnapshotId());
        assertEquals("data", twin.getVolume().getContentSource().getVolume().getVolumeId());
        assertEquals(restored, driver.controller().createVolume(DriverUnderTest.ofSnapshot("restored", 10, "monday").build()));
        assertRefused(Status.Code.ALREADY_EXISTS, () -> driver.controller().createVolume(DriverUnderTest.volume("restored", 10).build()));
        assertRefused(Status.Code.ALREADY_EXISTS, () -> driver.controller().createVolume(DriverUnderTest.ofVolume("restored", 10, "data").build()));
    }

    @Test
    void volumeIsNoSmallerThanWhatItIsMadeOf() {
        driver.snapshot("monday", "data");

        assertRefused(Status.Code.OUT_OF_RANGE, () -> driver.controller().createVolume(DriverUnderTest.ofSnapshot("restored", 9, "monday").build()));
        assertRefused(Status.Code.OUT_OF_RANGE, () -> driver.controller().createVolume(DriverUnderTest.ofVolume("twin", 9, "data").build()));
        var unsaid = driver.controller().createVolume(DriverUnderTest.ofSnapshot("restored", 1, "monday").setCapacityRange(CapacityRange.getDefaultInstance())
                .build());
        assertEquals(10L << 20, unsaid.getVolume().getCapacityBytes());
    }

    @Test
    void whatIsNotThereCannotBeCopied() {
        for (String id : new String[] {"nobodys", "../../etc", "x".repeat(300)}) {
            assertRefused(Status.Code.NOT_FOUND, () -> driver.controller().createVolume(DriverUnderTest.ofSnapshot("restored", 10, id).build()));
            assertRefused(Status.Code.NOT_FOUND, () -> driver.controller().createVolume(DriverUnderTest.ofVolume("twin", 10, id).build()));
        }
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> driver.controller().createVolume(DriverUnderTest.ofSnapshot("restored", 10, "").build()));
        assertEquals(1, driver.controller().listVolumes(ListVolumesRequest.getDefaultInstance()).getEntriesCount());
    }

    /// Whoever asks for a cluster gets nothing of another's, though it has the id.
    @Test
    void noClusterCopiesAnothersVolumeOrSnapshot() {
        driver.controller().createVolume(DriverUnderTest.volume("data", 10).putParameters(CLUSTER, "c1").build());
        CreateSnapshotRequest.Builder request = CreateSnapshotRequest.newBuilder().setName("monday").setSourceVolumeId("c1_data");
        driver.controller().createSnapshot(request.putParameters(CLUSTER, "c1").build());

        assertRefused(Status.Code.NOT_FOUND, () -> driver.controller().createSnapshot(request.setName("stolen").putParameters(CLUSTER, "c2").build()));
        for (CreateVolumeRequest.Builder stolen : List.of(DriverUnderTest.ofSnapshot("stolen", 10, "c1_monday"),
                DriverUnderTest.ofVolume("stolen", 10, "c1_data"))) {
            assertRefused(Status.Code.NOT_FOUND, () -> driver.controller().createVolume(stolen.putParameters(CLUSTER, "c2").build()));
        }
        assertEquals(List.of("c1_monday"), driver.snapshots(ListSnapshotsRequest.newBuilder()));
    }

    @Test
    void snapshotsOfAClusterAreLimitedAndNobodyElsesAreTouched() {
        for (String cluster : List.of("c1", "c2")) {
            driver.controller().createVolume(DriverUnderTest.volume("data", 1).putParameters(CLUSTER, cluster).build());
        }
        for (int i = 0; i < 100; i++) {
            driver.snapshot("s" + i, "c1_data");
        }

        assertRefused(Status.Code.RESOURCE_EXHAUSTED, () -> driver.snapshot("one-more", "c1_data"));
        driver.snapshot("s7", "c1_data");
        driver.snapshot("others", "c2_data");
        driver.controller().deleteSnapshot(DeleteSnapshotRequest.newBuilder().setSnapshotId("c1_s0").build());
        driver.snapshot("one-more", "c1_data");
    }

    @Test
    void snapshotThatWasBeingTakenWhenTheDriverDiedIsTakenAwayAndCanBeTaken() throws IOException {
        driver.close();
        new VolumeStates(directory.resolve("states")).snapshots().put(new SnapshotRecord("monday", "monday", "", "data", 10 << 20, 0, true, false, ""));
        backend.snapshot(new VolumeId("data"), new SnapshotId("monday"));

        driver = new DriverUnderTest(directory, backend);

        assertEquals(false, backend.exists(new SnapshotId("monday")));
        assertEquals(List.of(), driver.snapshots(ListSnapshotsRequest.newBuilder()));
        driver.snapshot("monday", "data");
    }

    @Test
    void snapshotsOutliveTheDriverAndTheirVolume() throws IOException {
        Files.writeString(directory.resolve("volumes/data/file"), "kept");
        Snapshot taken = driver.snapshot("monday", "data");
        driver.controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId("data").build());
        driver.close();

        driver = new DriverUnderTest(directory, backend);

        assertEquals(taken, driver.controller().getSnapshot(GetSnapshotRequest.newBuilder().setSnapshotId("monday").build()).getSnapshot());
        driver.controller().createVolume(DriverUnderTest.ofSnapshot("restored", 10, "monday").build());
        assertEquals("kept", Files.readString(directory.resolve("volumes/restored/file")));
    }

    @Test
    void recordsFromBeforeThereWereSnapshotsAreRead() throws IOException {
        Files.writeString(directory.resolve("states/old.json"), "{\"id\":\"old\",\"name\":\"old\",\"cluster\":\"\",\"bytes\":1048576,\"unfinished\":false}");

        assertEquals(Content.EMPTY.text(), new VolumeStates(directory.resolve("states")).find(new VolumeId("old")).orElseThrow().source());
        assertEquals(2, driver.controller().listVolumes(ListVolumesRequest.getDefaultInstance()).getEntriesCount());
    }

    @Test
    void volumeWhoseContentIsGoneIsSaidToBeAbnormal() {
        var request = ControllerGetVolumeRequest.newBuilder().setVolumeId("data").build();
        assertEquals(false, driver.controller().controllerGetVolume(request).getStatus().getVolumeCondition().getAbnormal());
        var stats = NodeGetVolumeStatsRequest.newBuilder().setVolumeId("data");
        assertEquals(false, driver.node().nodeGetVolumeStats(stats.setVolumePath(directory.resolve("volumes/data").toString()).build()).getVolumeCondition()
                .getAbnormal());
        assertEquals(true, driver.node().nodeGetVolumeStats(stats.setVolumePath(directory.resolve("states/data.json").toString()).build())
                .getVolumeCondition().getAbnormal());

        backend.delete(new VolumeId("data"));

        assertEquals(true, driver.controller().controllerGetVolume(request).getStatus().getVolumeCondition().getAbnormal());
    }
}
