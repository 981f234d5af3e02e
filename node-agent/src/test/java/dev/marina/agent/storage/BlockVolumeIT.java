package dev.marina.agent.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.pod.PodOnEngine;
import dev.marina.agent.runtime.ContainerStreams.ExecResult;
import dev.marina.agent.runtime.PrivateEngine;
import dev.marina.agent.volume.IdMapping;
import dev.marina.csi.CsiDriver;
import dev.marina.csi.v1.CapacityRange;
import dev.marina.csi.v1.ControllerExpandVolumeRequest;
import dev.marina.csi.v1.CreateVolumeRequest;
import dev.marina.csi.v1.DeleteVolumeRequest;
import dev.marina.csi.v1.NodeExpandVolumeRequest;
import dev.marina.csi.v1.NodePublishVolumeRequest;
import dev.marina.csi.v1.NodeStageVolumeRequest;
import dev.marina.csi.v1.NodeUnpublishVolumeRequest;
import dev.marina.csi.v1.NodeUnstageVolumeRequest;
import dev.marina.csi.v1.VolumeCapability;
import dev.marina.csi.volume.VolumeStates;
import dev.marina.csi.volume.XfsImages;
import dev.marina.linux.BlockDevice;
import dev.marina.linux.MountTable;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Pods with raw block volumes in a real engine: each has its device, and no other.
class BlockVolumeIT {

    private static final VolumeCapability BLOCK = VolumeCapability.newBuilder().setBlock(VolumeCapability.BlockVolume.getDefaultInstance())
            .setAccessMode(VolumeCapability.AccessMode.newBuilder().setMode(VolumeCapability.AccessMode.Mode.SINGLE_NODE_MULTI_WRITER)).build();

    @RegisterExtension
    static final PrivateEngine ENGINE = new PrivateEngine();

    @TempDir
    Path directory;

    private IdMapping ids;
    private CsiDriver driver;
    private CsiClient client;
    private PodOnEngine world;
    /// Of another cluster's pod, on the same machine.
    private Path others;

    @BeforeEach
    void twoClustersHaveVolumes() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        Path socket = directory.resolve("csi.sock");
        driver = new CsiDriver(socket, "machine-1", new VolumeStates(directory.resolve("states")), new XfsImages(directory.resolve("volumes")));
        client = new CsiClient(socket);
        volume("c1");
        volume("c2");
        others = directory.resolve("others-pod");
        client.node().nodeStageVolume(NodeStageVolumeRequest.newBuilder().setVolumeId("c2_data").setVolumeCapability(BLOCK)
                .setStagingTargetPath(directory.resolve("staged/c2_data").toString()).build());
        client.node().nodePublishVolume(NodePublishVolumeRequest.newBuilder().setVolumeId("c2_data").setVolumeCapability(BLOCK)
                .setStagingTargetPath(directory.resolve("staged/c2_data").toString()).setTargetPath(others.toString()).build());
        ids = IdMapping.of(PrivateEngine.IDS);
        world = new PodOnEngine(ENGINE, Files.createDirectory(directory.resolve("node")),
                api -> ids.show(new CsiClaims(client, CsiDriver.NAME, directory.resolve("staged"), api, "c1", CsiClaims.newLocks())));
        world.api.claims.put("data", new PersistentVolumeClaimBuilder().withNewMetadata().withName("data").withUid("c").endMetadata()
                .withNewSpec().withVolumeName("pv").endSpec().withNewStatus().withPhase("Bound").endStatus().build());
        world.api.volumes.put("pv", new PersistentVolumeBuilder().withNewMetadata().withName("pv").endMetadata().withNewSpec().withVolumeMode("Block")
                .withNewClaimRef().withUid("c").endClaimRef().withNewCsi().withDriver(CsiDriver.NAME).withVolumeHandle("c1_data").endCsi().endSpec().build());
    }

    private void volume(String cluster) {
        client.controller().createVolume(CreateVolumeRequest.newBuilder().setName("data").putParameters("marina.dev/cluster", cluster)
                .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(32L << 20)).addVolumeCapabilities(BLOCK).build());
    }

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
        if (driver != null) {
            client.node().nodeUnpublishVolume(NodeUnpublishVolumeRequest.newBuilder().setVolumeId("c2_data").setTargetPath(others.toString()).build());
            client.node().nodeUnstageVolume(NodeUnstageVolumeRequest.newBuilder().setVolumeId("c2_data")
                    .setStagingTargetPath(directory.resolve("staged/c2_data").toString()).build());
            client.close();
            driver.close();
            MachineStorage.removeAll(directory);
        }
        if (ids != null) {
            ids.close();
        }
    }

    private void start(String devicePath, boolean readOnly, String security) {
        world.start("""
                containers:
                - name: main
                  image: "marina/busybox:1"
                  command: [sleep, "1000"]
                  volumeDevices: [{name: data, devicePath: "%s"}]
                  securityContext: %s
                volumes: [{name: data, persistentVolumeClaim: {claimName: data, readOnly: %s}}]
                """.formatted(devicePath, security, readOnly));
        world.awaitPhase("Running");
    }

    private ExecResult run(String script) {
        return world.run("main", script);
    }

    private void works(String script) {
        ExecResult result = run(script);
        assertEquals(0, result.exitCode(), script + ": " + result.output());
    }

    private void fails(String script) {
        ExecResult result = run(script);
        assertNotEquals(0, result.exitCode(), script + ": " + result.output());
    }

    @Test
    void containerReadsWritesAndSeesItsDeviceGrow() {
        start("/dev/xvda", false, "{}");

        assertEquals("brw-rw----\n", run("ls -l /dev/xvda | cut -c1-10").output());
        assertEquals("0:6\n", run("stat -c %u:%g /dev/xvda").output());
        works("printf hello > /tmp/x && dd if=/tmp/x of=/dev/xvda bs=512 seek=8 conv=sync,fsync");
        assertEquals("hello", run("dd if=/dev/xvda bs=1 skip=4096 count=5 2>/dev/null").output());
        assertEquals((32L << 20) + "\n", run("blockdev --getsize64 /dev/xvda").output());

        client.controller().controllerExpandVolume(ControllerExpandVolumeRequest.newBuilder().setVolumeId("c1_data")
                .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(48L << 20)).build());
        client.node().nodeExpandVolume(NodeExpandVolumeRequest.newBuilder().setVolumeId("c1_data")
                .setVolumePath(directory.resolve("staged/c1_data").toString()).build());

        assertEquals((48L << 20) + "\n", run("blockdev --getsize64 /dev/xvda").output());
    }

    @Test
    void pathOutsideOfDevIsTheContainersOwn() {
        start("/etc/motd", false, "{}");

        works("test -b /etc/motd && printf x | dd of=/etc/motd conv=notrunc");
        assertTrue(BlockDevice.of(Path.of("/etc/motd")).isEmpty());
    }

    @Test
    void readOnlyIsTheKernelsWord() {
        start("/dev/xvda", true, "{}");

        works("dd if=/dev/xvda of=/dev/null bs=1M count=1");
        fails("printf x | dd of=/dev/xvda conv=notrunc");
        fails("chmod 666 /dev/xvda && printf x | dd of=/dev/xvda conv=notrunc");
    }

    @Test
    void noOtherDeviceCanBeHadWhateverTheContainerTries() throws IOException {
        try (RandomAccessFile device = new RandomAccessFile(others.toFile(), "rwd")) {
            device.write("theirs".getBytes());
        }
        int other = BlockDevice.of(others).orElseThrow().minor();

        start("/dev/xvda", false, "{privileged: true}");

        fails("mknod /tmp/other b 7 %d && dd if=/tmp/other of=/dev/null count=1".formatted(other));
        fails("mknod /dev/other b 7 %d && dd if=/dev/other of=/dev/null count=1".formatted(other));
        fails("mknod /tmp/disk b 254 0 && dd if=/tmp/disk of=/dev/null count=1");
        fails("dd if=/dev/loop%d of=/dev/null count=1".formatted(other));
        fails("dd if=/dev/loop-control of=/dev/null count=1");
        assertEquals("/dev/xvda\n", run("find /dev -type b").output());
    }

    @Test
    void deviceThatTheContainerLetsGoOfIsNotGivenToOthers() throws IOException {
        start("/dev/xvda", false, "{}");
        int own = BlockDevice.of(published()).orElseThrow().minor();

        // Takes nothing but that the device is open for writing.
        works("losetup -d /dev/xvda");

        assertTrue(Files.readString(Path.of("/sys/block/loop%d/loop/backing_file".formatted(own))).contains("c1_data.raw"));
        works("printf mine | dd of=/dev/xvda conv=notrunc,fsync");
        assertEquals("mine", new String(Files.readAllBytes(directory.resolve("volumes/c1_data.raw")), 0, 4));
    }

    private Path published() {
        return MountTable.read().stream().map(MountTable.Mounted::target)
                .filter(target -> target.startsWith(directory.resolve("node/pods")) && target.getParent().endsWith("claim")).findFirst().orElseThrow();
    }

    @Test
    void nothingIsLeftAfterThePod() {
        start("/dev/xvda", false, "{}");
        BlockDevice number = BlockDevice.of(published()).orElseThrow();
        world.close();
        world = null;

        assertFalse(Files.exists(Path.of("/sys/dev/block/" + number)));
        assertTrue(MountTable.read().stream().noneMatch(mounted -> mounted.target().startsWith(directory.resolve("node"))));
        client.controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId("c1_data").build());
    }

    @Test
    void volumeThatIsWantedAsAnotherThingThanItIsIsRefused() {
        world.start("""
                containers: [{name: main, image: "marina/busybox:1", volumeMounts: [{name: data, mountPath: /data}]}]
                volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
                """);

        Await.until("a refusal", Duration.ofSeconds(30), () -> world.api.events.toString(),
                events -> events.contains("volume data has volumeMode Block, but is specified in volumeMounts"));
    }
}
