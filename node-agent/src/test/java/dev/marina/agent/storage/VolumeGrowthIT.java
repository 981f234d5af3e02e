package dev.marina.agent.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.marina.agent.pod.PodOnEngine;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.ContainerStreams.ExecResult;
import dev.marina.agent.runtime.PrivateEngine;
import dev.marina.agent.volume.IdMapping;
import dev.marina.csi.CsiDriver;
import dev.marina.csi.v1.CapacityRange;
import dev.marina.csi.v1.ControllerExpandVolumeRequest;
import dev.marina.csi.v1.CreateVolumeRequest;
import dev.marina.csi.v1.NodeExpandVolumeRequest;
import dev.marina.csi.v1.VolumeCapability;
import dev.marina.csi.volume.VolumeStates;
import dev.marina.csi.volume.XfsImages;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// A volume that grows while a pod uses it.
class VolumeGrowthIT {

    private static final String HANDLE = "c1_data";

    @RegisterExtension
    static final PrivateEngine ENGINE = new PrivateEngine();

    @TempDir
    Path directory;

    private IdMapping ids;
    private CsiDriver driver;
    private CsiClient client;
    private PodOnEngine world;
    private Path staged;

    @BeforeEach
    void aPodUsesAVolume() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        Path socket = directory.resolve("csi.sock");
        staged = directory.resolve("staged");
        driver = new CsiDriver(socket, "machine-1", new VolumeStates(directory.resolve("states")), new XfsImages(directory.resolve("volumes")));
        client = new CsiClient(socket);
        client.controller().createVolume(CreateVolumeRequest.newBuilder().setName("data").putParameters("marina.dev/cluster", "c1")
                .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(64L << 20))
                .addVolumeCapabilities(VolumeCapability.newBuilder().setMount(VolumeCapability.MountVolume.getDefaultInstance())
                        .setAccessMode(VolumeCapability.AccessMode.newBuilder().setMode(VolumeCapability.AccessMode.Mode.SINGLE_NODE_MULTI_WRITER)))
                .build());
        ids = IdMapping.of(PrivateEngine.IDS);
        world = new PodOnEngine(ENGINE, Files.createDirectory(directory.resolve("node")),
                api -> ids.show(new CsiClaims(client, CsiDriver.NAME, staged, api, "c1", CsiClaims.newLocks())));
        world.api.claims.put("data", new PersistentVolumeClaimBuilder().withNewMetadata().withName("data").withUid("c").endMetadata()
                .withNewSpec().withVolumeName("pv").endSpec().withNewStatus().withPhase("Bound").endStatus().build());
        world.api.volumes.put("pv", new PersistentVolumeBuilder().withNewMetadata().withName("pv").endMetadata().withNewSpec().withVolumeMode("Filesystem")
                .withNewClaimRef().withUid("c").endClaimRef().withNewCsi().withDriver(CsiDriver.NAME).withVolumeHandle(HANDLE).endCsi().endSpec().build());
        world.start("""
                containers:
                - {name: main, image: "marina/busybox:1", command: [sleep, "1000"], volumeMounts: [{name: data, mountPath: /data}]}
                volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
                """);
        world.awaitPhase("Running");
    }

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
        if (driver != null) {
            client.close();
            driver.close();
        }
        if (ids != null) {
            ids.close();
        }
    }

    private ExecResult write(int mebibytes) {
        return world.run("main", "dd if=/dev/zero of=/data/large bs=1M count=%d 2>&1".formatted(mebibytes));
    }

    @Test
    void podHasTheRoomThatItsVolumeWasGivenWithoutBeingStartedAnew() {
        ContainerState before = world.container("main");
        assertEquals(0, world.run("main", "echo kept > /data/file").exitCode());
        assertNotEquals(0, write(120).exitCode());

        client.controller().controllerExpandVolume(ControllerExpandVolumeRequest.newBuilder().setVolumeId(HANDLE)
                .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(256L << 20)).build());
        client.node().nodeExpandVolume(NodeExpandVolumeRequest.newBuilder().setVolumeId(HANDLE).setVolumePath(staged.resolve(HANDLE).toString()).build());

        ExecResult larger = write(120);
        assertEquals(0, larger.exitCode(), larger.output());
        assertEquals("kept\n", world.run("main", "cat /data/file").output());
        assertEquals(before, world.container("main"));
    }
}
