package dev.marina.csi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.csi.v1.DeleteSnapshotRequest;
import dev.marina.csi.v1.DeleteVolumeRequest;
import dev.marina.csi.v1.NodePublishVolumeRequest;
import dev.marina.csi.v1.NodeStageVolumeRequest;
import dev.marina.csi.v1.NodeUnpublishVolumeRequest;
import dev.marina.csi.v1.NodeUnstageVolumeRequest;
import dev.marina.csi.volume.SnapshotId;
import dev.marina.csi.volume.VolumeBackend;
import dev.marina.linux.MountTable;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every backend of volumes does, with volumes that are really mounted.
abstract class VolumeMountsContract {

    @TempDir
    Path directory;

    DriverUnderTest driver;

    abstract VolumeBackend backend();

    @BeforeEach
    void open() throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root to mount");
        driver = new DriverUnderTest(directory, backend());
        driver.controller().createVolume(DriverUnderTest.volume("data", 64).build());
    }

    @AfterEach
    void close() {
        if (driver != null) {
            unpublish("one");
            unpublish("two");
            unstage();
            driver.close();
        }
    }

    void stage() {
        driver.node().nodeStageVolume(NodeStageVolumeRequest.newBuilder().setVolumeId("data").setStagingTargetPath(directory.resolve("staged").toString())
                .setVolumeCapability(DriverUnderTest.WRITER).build());
    }

    void unstage() {
        driver.node().nodeUnstageVolume(
                NodeUnstageVolumeRequest.newBuilder().setVolumeId("data").setStagingTargetPath(directory.resolve("staged").toString()).build());
    }

    Path publish(String target, boolean readOnly) {
        driver.node().nodePublishVolume(NodePublishVolumeRequest.newBuilder().setVolumeId("data").setStagingTargetPath(directory.resolve("staged").toString())
                .setTargetPath(directory.resolve(target).toString()).setVolumeCapability(DriverUnderTest.WRITER).setReadonly(readOnly).build());
        return directory.resolve(target);
    }

    void unpublish(String target) {
        driver.node()
                .nodeUnpublishVolume(NodeUnpublishVolumeRequest.newBuilder().setVolumeId("data").setTargetPath(directory.resolve(target).toString()).build());
    }

    @Test
    void whatIsWrittenIsThereAfterTheVolumeWasAway() throws IOException {
        stage();
        Files.writeString(publish("one", false).resolve("file"), "kept");
        unpublish("one");
        unstage();

        stage();

        assertEquals("kept", Files.readString(publish("one", false).resolve("file")));
    }

    @Test
    void everyStepMayBeDoneTwice() {
        stage();
        stage();
        publish("one", false);
        publish("one", false);
        unpublish("one");
        unpublish("one");
        unstage();
        unstage();

        assertTrue(MountTable.read().stream().noneMatch(mounted -> mounted.target().startsWith(directory)));
    }

    @Test
    void twoWorkloadsShareAVolumeAndOneMayBeReadOnly() throws IOException {
        stage();
        Path writer = publish("one", false);
        Path reader = publish("two", true);

        Files.writeString(writer.resolve("file"), "shared");

        assertEquals("shared", Files.readString(reader.resolve("file")));
        assertThrows(IOException.class, () -> Files.writeString(reader.resolve("other"), "no"));
    }

    @Test
    void readOnlyBindThatWasCutOffInTheMiddleIsFinished() throws IOException {
        stage();
        Path half = publish("one", false);

        Path reader = publish("one", true);

        assertEquals(half, reader);
        assertThrows(IOException.class, () -> Files.writeString(reader.resolve("file"), "no"));
    }

    @Test
    void volumeForOneWriterIsPublishedOnce() {
        stage();
        var request = NodePublishVolumeRequest.newBuilder().setVolumeId("data").setStagingTargetPath(directory.resolve("staged").toString())
                .setVolumeCapability(DriverUnderTest.ONLY_WRITER);
        driver.node().nodePublishVolume(request.setTargetPath(directory.resolve("one").toString()).build());
        driver.node().nodePublishVolume(request.setTargetPath(directory.resolve("one").toString()).build());

        assertEquals(Status.Code.FAILED_PRECONDITION, assertThrows(StatusRuntimeException.class,
                () -> driver.node().nodePublishVolume(request.setTargetPath(directory.resolve("two").toString()).build())).getStatus().getCode());
    }

    @Test
    void volumeInUseIsNotDeleted() {
        stage();

        assertEquals(Status.Code.FAILED_PRECONDITION, assertThrows(StatusRuntimeException.class,
                () -> driver.controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId("data").build())).getStatus().getCode());
    }

    @Test
    void deletedVolumeLeavesNothing() throws IOException {
        stage();
        Files.writeString(publish("one", false).resolve("file"), "gone");
        unpublish("one");
        unstage();

        driver.controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId("data").build());

        try (var left = Files.list(directory.resolve("volumes"))) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void volumeOfASnapshotHasWhatTheOtherHadThen() throws IOException {
        stage();
        Path volume = publish("one", false);
        Files.writeString(volume.resolve("file"), "then");
        driver.snapshot("monday", "data");
        Files.writeString(volume.resolve("file"), "now");
        Files.writeString(volume.resolve("more"), "later");

        driver.controller().createVolume(DriverUnderTest.ofSnapshot("restored", 64, "monday").build());

        look("restored", restored -> {
            assertEquals("then", Files.readString(restored.resolve("file")));
            assertFalse(Files.exists(restored.resolve("more")));
            Files.writeString(restored.resolve("file"), "its own");
        });
        assertEquals("now", Files.readString(volume.resolve("file")));
    }

    @Test
    void snapshotOutlivesItsVolumeAndGoesWithoutATrace() throws IOException {
        stage();
        Files.writeString(publish("one", false).resolve("file"), "kept");
        driver.snapshot("monday", "data");
        unpublish("one");
        unstage();
        driver.controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId("data").build());

        driver.controller().createVolume(DriverUnderTest.ofSnapshot("restored", 64, "monday").build());
        look("restored", restored -> assertEquals("kept", Files.readString(restored.resolve("file"))));

        driver.controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId("restored").build());
        driver.controller().deleteSnapshot(DeleteSnapshotRequest.newBuilder().setSnapshotId("monday").build());
        assertEquals(false, backend().exists(new SnapshotId("monday")));
    }

    @Test
    void cloneOfAVolumeInUseHasWhatWasInIt() throws IOException {
        stage();
        Path volume = publish("one", false);
        Files.writeString(volume.resolve("file"), "both");

        driver.controller().createVolume(DriverUnderTest.ofVolume("twin", 128, "data").build());
        Files.writeString(volume.resolve("file"), "one");

        look("twin", twin -> assertEquals("both", Files.readString(twin.resolve("file"))));
    }

    interface Look {
        void at(Path volume) throws IOException;
    }

    /// Stages another volume while `data` may be staged too.
    void look(String volume, Look look) throws IOException {
        Path staged = directory.resolve("staged-" + volume);
        driver.node().nodeStageVolume(NodeStageVolumeRequest.newBuilder().setVolumeId(volume).setStagingTargetPath(staged.toString())
                .setVolumeCapability(DriverUnderTest.WRITER).build());
        try {
            look.at(staged);
        } finally {
            driver.node().nodeUnstageVolume(NodeUnstageVolumeRequest.newBuilder().setVolumeId(volume).setStagingTargetPath(staged.toString()).build());
        }
    }
}
