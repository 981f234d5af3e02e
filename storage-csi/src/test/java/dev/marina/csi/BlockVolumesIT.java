package dev.marina.csi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.csi.v1.CapacityRange;
import dev.marina.csi.v1.ControllerExpandVolumeRequest;
import dev.marina.csi.v1.ControllerModifyVolumeRequest;
import dev.marina.csi.v1.CreateVolumeRequest;
import dev.marina.csi.v1.DeleteVolumeRequest;
import dev.marina.csi.v1.NodeExpandVolumeRequest;
import dev.marina.csi.v1.NodeGetVolumeStatsRequest;
import dev.marina.csi.v1.NodePublishVolumeRequest;
import dev.marina.csi.v1.NodeStageVolumeRequest;
import dev.marina.csi.v1.NodeUnpublishVolumeRequest;
import dev.marina.csi.v1.NodeUnstageVolumeRequest;
import dev.marina.csi.v1.ValidateVolumeCapabilitiesRequest;
import dev.marina.csi.v1.VolumeCapability;
import dev.marina.csi.v1.VolumeCapability.AccessMode.Mode;
import dev.marina.csi.volume.XfsImages;
import dev.marina.linux.BlockDevice;
import dev.marina.linux.MountTable;
import dev.marina.linux.Program;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Raw block volumes with devices of the kernel's, and what those can do who have one.
class BlockVolumesIT {

    private static final VolumeCapability BLOCK = VolumeCapability.newBuilder().setBlock(VolumeCapability.BlockVolume.getDefaultInstance())
            .setAccessMode(VolumeCapability.AccessMode.newBuilder().setMode(Mode.SINGLE_NODE_MULTI_WRITER)).build();

    @TempDir
    Path directory;

    private DriverUnderTest driver;

    @BeforeEach
    void open() throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root for devices");
        driver = new DriverUnderTest(directory, new XfsImages(images()));
        driver.controller().createVolume(raw("data", 32).build());
    }

    @AfterEach
    void close() throws IOException {
        if (driver != null) {
            unpublish("one");
            unpublish("two");
            unstage("data");
            unstage("copy");
            driver.close();
            XfsImages.detachAll(images());
            if (MountTable.find(images()).isPresent()) {
                run("umount", images().toString());
            }
        }
    }

    private Path images() {
        return directory.resolve("images");
    }

    private static CreateVolumeRequest.Builder raw(String name, long mebibytes) {
        return DriverUnderTest.volume(name, mebibytes).clearVolumeCapabilities().addVolumeCapabilities(BLOCK);
    }

    private void stage(String volume) {
        driver.node().nodeStageVolume(NodeStageVolumeRequest.newBuilder().setVolumeId(volume).setVolumeCapability(BLOCK)
                .setStagingTargetPath(staged(volume).toString()).build());
    }

    private Path staged(String volume) {
        return directory.resolve("staged-" + volume);
    }

    private void unstage(String volume) {
        driver.node().nodeUnstageVolume(NodeUnstageVolumeRequest.newBuilder().setVolumeId(volume).setStagingTargetPath(staged(volume).toString()).build());
    }

    private Path publish(String volume, String target) {
        driver.node().nodePublishVolume(NodePublishVolumeRequest.newBuilder().setVolumeId(volume).setStagingTargetPath(staged(volume).toString())
                .setTargetPath(directory.resolve(target).toString()).setVolumeCapability(BLOCK).build());
        return directory.resolve(target);
    }

    private void unpublish(String target) {
        driver.node().nodeUnpublishVolume(
                NodeUnpublishVolumeRequest.newBuilder().setVolumeId("data").setTargetPath(directory.resolve(target).toString()).build());
    }

    private static String run(String... command) throws IOException {
        Program.Ended ended = Program.of(List.of(command), Duration.ofMinutes(1)).run();
        assertEquals(0, ended.exitCode(), String.join(" ", command) + ": " + ended.output() + ended.errors());
        return ended.output().strip();
    }

    private static void write(Path device, long at, byte[] bytes) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(device.toFile(), "rwd")) {
            open.seek(at);
            open.write(bytes);
        }
    }

    private static byte[] read(Path device, long at, int length) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(device.toFile(), "r")) {
            byte[] bytes = new byte[length];
            open.seek(at);
            open.readFully(bytes);
            return bytes;
        }
    }

    private static long size(Path device) throws IOException {
        return Long.parseLong(run("blockdev", "--getsize64", device.toString()));
    }

    @Test
    void deviceHasJustTheSizeThatWasAskedForAndBeginsWithZeros() throws IOException {
        stage("data");
        Path device = publish("data", "one");

        assertEquals(32L << 20, size(device));
        assertArrayEquals(new byte[4096], read(device, 0, 4096));
        assertTrue((long) Files.getAttribute(images().resolve("data.raw"), "size") == 32L << 20);
        assertEquals(32L << 20, driver.node().nodeGetVolumeStats(NodeGetVolumeStatsRequest.newBuilder().setVolumeId("data").setVolumePath(device.toString())
                .build()).getUsage(0).getTotal());
    }

    @Test
    void whatIsWrittenIsThereAfterTheVolumeWasAwayAndEveryStepMayBeDoneTwice() throws IOException {
        stage("data");
        stage("data");
        publish("data", "one");
        write(publish("data", "one"), 1 << 20, "kept".getBytes());
        BlockDevice before = BlockDevice.of(directory.resolve("one")).orElseThrow();
        unpublish("one");
        unpublish("one");
        unstage("data");
        unstage("data");
        assertTrue(MountTable.read().stream().noneMatch(mounted -> mounted.target().startsWith(directory)));
        assertFalse(Files.exists(Path.of("/sys/dev/block/" + before)), "the device is still on the kernel's list");

        stage("data");
        Path device = publish("data", "one");

        assertArrayEquals("kept".getBytes(), read(device, 1 << 20, 4));
        assertEquals(before, BlockDevice.of(device).orElseThrow());
    }

    @Test
    void deviceIsNobodyElsesWhateverWhoHasItAsksOfIt() throws IOException {
        stage("data");
        Path device = publish("data", "one");

        // Any writer may ask the kernel to let go of the image; the device would be free for somebody else's then.
        Program.of(List.of("losetup", "--detach", device.toRealPath().toString()), Duration.ofMinutes(1)).run();
        run("losetup", "--detach", "/dev/loop" + BlockDevice.of(device).orElseThrow().minor());

        write(device, 0, "mine".getBytes());
        assertArrayEquals("mine".getBytes(), java.util.Arrays.copyOf(Files.readAllBytes(images().resolve("data.raw")), 4));
        assertNotEquals("/dev/loop" + BlockDevice.of(device).orElseThrow().minor(), run("losetup", "--find"));
    }

    @Test
    void deviceThatIsStillOpenIsKept() throws IOException {
        stage("data");
        Path device = publish("data", "one");
        BlockDevice number = BlockDevice.of(device).orElseThrow();
        try (RandomAccessFile _ = new RandomAccessFile("/dev/loop" + number.minor(), "r")) {
            unpublish("one");

            String refused = assertThrows(StatusRuntimeException.class, () -> unstage("data")).getMessage();

            assertTrue(refused.contains("is still in use"), refused);
            assertTrue(Files.exists(Path.of("/sys/dev/block/" + number + "/loop/backing_file")));
        }
        unstage("data");
        assertFalse(Files.exists(Path.of("/sys/dev/block/" + number)));
    }

    @Test
    void volumesHaveDevicesOfTheirOwn() throws IOException {
        driver.controller().createVolume(raw("copy", 32).build());
        stage("data");
        stage("copy");

        write(publish("data", "one"), 0, "data".getBytes());
        write(publish("copy", "two"), 0, "copy".getBytes());

        assertNotEquals(BlockDevice.of(directory.resolve("one")), BlockDevice.of(directory.resolve("two")));
        assertArrayEquals("data".getBytes(), read(directory.resolve("one"), 0, 4));
        driver.node().nodeUnpublishVolume(
                NodeUnpublishVolumeRequest.newBuilder().setVolumeId("copy").setTargetPath(directory.resolve("two").toString()).build());
    }

    @Test
    void volumeStaysWhatItWasMadeAs() {
        driver.controller().createVolume(DriverUnderTest.volume("files", 32).build());

        refused(Status.Code.INVALID_ARGUMENT, "volume data is a raw block volume and not a file system",
                () -> driver.node().nodeStageVolume(NodeStageVolumeRequest.newBuilder().setVolumeId("data").setVolumeCapability(DriverUnderTest.WRITER)
                        .setStagingTargetPath(staged("data").toString()).build()));
        refused(Status.Code.INVALID_ARGUMENT, "volume files is a file system and not a raw block volume", () -> stage("files"));
        refused(Status.Code.ALREADY_EXISTS, "volume data exists and is a raw block volume",
                () -> driver.controller().createVolume(DriverUnderTest.volume("data", 32).build()));
        refused(Status.Code.INVALID_ARGUMENT, "one volume cannot be a block device and a file system",
                () -> driver.controller().createVolume(raw("both", 32).addVolumeCapabilities(DriverUnderTest.WRITER).build()));
        assertFalse(driver.controller().validateVolumeCapabilities(
                ValidateVolumeCapabilitiesRequest.newBuilder().setVolumeId("data").addVolumeCapabilities(DriverUnderTest.WRITER).build()).hasConfirmed());
        assertTrue(driver.controller().validateVolumeCapabilities(
                ValidateVolumeCapabilitiesRequest.newBuilder().setVolumeId("data").addVolumeCapabilities(BLOCK).build()).hasConfirmed());
    }

    @Test
    void volumeGrowsWhileItIsInUse() throws IOException {
        stage("data");
        Path device = publish("data", "one");

        driver.controller().controllerExpandVolume(ControllerExpandVolumeRequest.newBuilder().setVolumeId("data")
                .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(48L << 20)).build());
        driver.node().nodeExpandVolume(NodeExpandVolumeRequest.newBuilder().setVolumeId("data").setVolumePath(device.toString()).build());

        assertEquals(48L << 20, size(device));
    }

    @Test
    void snapshotsAndClonesOfAVolumeThatIsNotInUseAreRawVolumesToo() throws IOException {
        stage("data");
        write(publish("data", "one"), 0, "then".getBytes());
        unpublish("one");
        unstage("data");
        driver.snapshot("snap", "data");
        driver.controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId("data").build());

        refused(Status.Code.INVALID_ARGUMENT, "snapshot snap is a raw block volume's: no file system is made of it, a raw block volume can be",
                () -> driver.controller().createVolume(DriverUnderTest.ofSnapshot("evil", 32, "snap").build()));
        driver.controller().createVolume(DriverUnderTest.ofSnapshot("copy", 40, "snap").clearVolumeCapabilities().addVolumeCapabilities(BLOCK).build());

        refused(Status.Code.INVALID_ARGUMENT, "volume copy is a raw block volume's",
                () -> driver.controller().createVolume(DriverUnderTest.ofVolume("evil", 40, "copy").build()));
        stage("copy");
        assertArrayEquals("then".getBytes(), read(publish("copy", "one"), 0, 4));
        assertEquals(40L << 20, size(directory.resolve("one")));
    }

    @Test
    void volumeInUseIsCopiedOnlyWhereThatIsOfOneMoment() throws IOException {
        stage("data");
        write(publish("data", "one"), 0, "then".getBytes());
        boolean shares = Program.of(List.of("cp", "--reflink=always", images().resolve("data.raw").toString(), directory.resolve("probe").toString()),
                Duration.ofMinutes(1)).run().exitCode() == 0;

        if (shares) {
            driver.snapshot("snap", "data");
        } else {
            refused(Status.Code.FAILED_PRECONDITION, "raw block volume data is in use", () -> driver.snapshot("snap", "data"));
            assertFalse(Files.exists(images().resolve("snap.snapshot")));
        }
    }

    /// Nothing makes the writers of either wait, so there would be no moment of both; where blocks can be shared as little as elsewhere.
    @Test
    void twoVolumesInUseAreOfNoOneMoment() throws IOException {
        driver.controller().createVolume(raw("log", 32).build());
        stage("data");
        stage("log");
        try {
            refused(Status.Code.FAILED_PRECONDITION, "raw block volumes data and log are both in use", () -> driver.together("both", "data", "log"));
            assertFalse(Files.exists(images().resolve("both-0.snapshot")));
        } finally {
            unstage("log");
        }
    }

    @Test
    void volumeInUseIsCopiedOnAFileSystemThatSharesBlocks() throws IOException {
        driver.close();
        Path disk = directory.resolve("disk");
        run("truncate", "--size=400M", disk.toString());
        run("mkfs.xfs", "-q", "-m", "reflink=1", disk.toString());
        run("rm", "-r", images().toString());
        Files.createDirectories(images());
        run("mount", "-o", "loop", disk.toString(), images().toString());
        driver = new DriverUnderTest(Files.createDirectories(directory.resolve("again")), new XfsImages(images()));
        driver.controller().createVolume(raw("data", 32).build());
        stage("data");
        Path device = publish("data", "one");
        write(device, 0, "then".getBytes());

        driver.snapshot("snap", "data");

        write(device, 0, "late".getBytes());
        assertArrayEquals("then".getBytes(), java.util.Arrays.copyOf(Files.readAllBytes(images().resolve("snap.snapshot")), 4));
    }

    @Test
    void attributesAreTheMachinesWayWithTheDeviceInUseOrNot() throws IOException {
        driver.controller().createVolume(raw("copy", 32).putInitialMutableParameters("readAheadKibibytes", "512").build());
        stage("copy");
        String device = "loop" + BlockDevice.of(publish("copy", "two")).orElseThrow().minor();
        Path readAhead = Path.of("/sys/block/" + device + "/bdi/read_ahead_kb");
        assertEquals("512", Files.readString(readAhead).strip());

        modify("copy", Map.of("readAheadKibibytes", "64", "directIO", "true"));
        assertEquals("64", Files.readString(readAhead).strip());
        assertEquals("1", run("losetup", "--noheadings", "-O", "DIO", "/dev/" + device));
        // What is not named is not changed.
        modify("copy", Map.of("directIO", "false"));
        assertEquals("64", Files.readString(readAhead).strip());
        assertEquals("0", run("losetup", "--noheadings", "-O", "DIO", "/dev/" + device));

        driver.node().nodeUnpublishVolume(
                NodeUnpublishVolumeRequest.newBuilder().setVolumeId("copy").setTargetPath(directory.resolve("two").toString()).build());
        unstage("copy");
        modify("copy", Map.of("readAheadKibibytes", "256"));
        stage("copy");
        assertEquals("256", Files.readString(readAhead).strip());
    }

    @Test
    void attributesThatAreNoneChangeNothing() {
        refused(Status.Code.INVALID_ARGUMENT, "parameter iops is not known: directIO and readAheadKibibytes are", () -> modify("data", Map.of("iops", "5")));
        refused(Status.Code.INVALID_ARGUMENT, "parameter readAheadKibibytes is \"many\": it must be a number from 0 to 16384",
                () -> modify("data", Map.of("readAheadKibibytes", "many")));
        refused(Status.Code.INVALID_ARGUMENT, "it must be \"true\" or \"false\"",
                () -> driver.controller().createVolume(raw("new", 32).putInitialMutableParameters("directIO", "1").build()));
        refused(Status.Code.INVALID_ARGUMENT, "Mutable parameters is missing", () -> modify("data", Map.of()));
        refused(Status.Code.NOT_FOUND, "nobody", () -> modify("nobody", Map.of("directIO", "true")));
        assertFalse(Files.exists(images().resolve("new.raw")));
    }

    private void modify(String volume, Map<String, String> parameters) {
        driver.controller().controllerModifyVolume(
                ControllerModifyVolumeRequest.newBuilder().setVolumeId(volume).putAllMutableParameters(parameters).build());
    }

    private static void refused(Status.Code code, String words, org.junit.jupiter.api.function.Executable call) {
        Status status = assertThrows(StatusRuntimeException.class, call).getStatus();
        assertEquals(code, status.getCode());
        assertTrue(status.getDescription().contains(words), status.getDescription());
    }
}
