package dev.marina.agent.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.pod.PodVolumes.MountFailure;
import dev.marina.agent.pod.Pods;
import dev.marina.agent.pod.RecordingPodApi;
import dev.marina.csi.CsiDriver;
import dev.marina.csi.v1.CreateVolumeRequest;
import dev.marina.csi.v1.VolumeCapability;
import dev.marina.csi.volume.Directories;
import dev.marina.csi.volume.VolumeStates;
import dev.marina.linux.MountTable;
import dev.marina.linux.Mounting;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Claims of pods with a real driver: what cannot be mounted can still be taken away.
class CsiClaimsIT {

    private static final Pod POD = Pods.pod("containers: [{name: main, image: x}]\nvolumes: [{name: v, persistentVolumeClaim: {claimName: data}}]\n");

    @TempDir
    Path directory;

    private final RecordingPodApi api = new RecordingPodApi();
    private CsiDriver driver;
    private CsiClient client;
    private CsiClaims claims;
    private Path target;

    @BeforeEach
    void open() throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root to mount");
        Path socket = directory.resolve("csi.sock");
        driver = new CsiDriver(socket, "machine-1", new VolumeStates(directory.resolve("states")), new Directories(directory.resolve("volumes")));
        client = new CsiClient(socket);
        claims = new CsiClaims(client, CsiDriver.NAME, directory.resolve("staged"), api, "c1", CsiClaims.newLocks());
        target = directory.resolve("pods/uid-1/volumes/claim/v");
        client.controller().createVolume(CreateVolumeRequest.newBuilder().setName("data").putParameters("marina.dev/cluster", "c1")
                .addVolumeCapabilities(VolumeCapability.newBuilder().setMount(VolumeCapability.MountVolume.getDefaultInstance())
                        .setAccessMode(VolumeCapability.AccessMode.newBuilder().setMode(VolumeCapability.AccessMode.Mode.SINGLE_NODE_MULTI_WRITER)))
                .build());
        bound("c1_data", "Filesystem");
    }

    @AfterEach
    void close() {
        if (driver != null) {
            claims.unmount("uid-1", target);
            client.close();
            driver.close();
        }
    }

    private void bound(String handle, String mode) {
        api.claims.put("data", new PersistentVolumeClaimBuilder().withNewMetadata().withName("data").withUid("c").endMetadata()
                .withNewSpec().withVolumeName("pv").endSpec().withNewStatus().withPhase("Bound").endStatus().build());
        api.volumes.put("pv", new PersistentVolumeBuilder().withNewMetadata().withName("pv").endMetadata().withNewSpec().withVolumeMode(mode)
                .withNewClaimRef().withUid("c").endClaimRef().withNewCsi().withDriver(CsiDriver.NAME).withVolumeHandle(handle).endCsi().endSpec().build());
    }

    private boolean mounted() {
        return MountTable.read().stream().anyMatch(mount -> mount.target().startsWith(directory));
    }

    @Test
    void handlesThatNoDriverGaveAreRefusedAndNotNoted() {
        for (String handle : new String[] {"c1_a/b", "c1_../../etc", "c2_data", "c1_ä", "c1_" + "x".repeat(300)}) {
            bound(handle, "Filesystem");

            assertEquals("volume handle \"%s\" is not one of this cluster".formatted(handle),
                    assertThrows(MountFailure.class, () -> claims.mount(POD, "data", false, target)).getMessage());
            claims.unmount("uid-1", target);
        }
        assertFalse(Files.exists(target.resolveSibling("v.published")));
    }

    @Test
    void handleThatWasNotedOnceCanBeTakenAway() throws IOException {
        Files.createDirectories(target.getParent());
        Files.writeString(target.resolveSibling("v.published"),
                "{\"volumeId\":\"c1_a/b\",\"stagingPath\":\"%s\"}".formatted(directory.resolve("staged/c1_a/b")));

        claims.unmount("uid-1", target);

        assertFalse(Files.exists(target.resolveSibling("v.published")));
    }

    @Test
    void noteThatWasLostWithThePowerIsNotInTheWay() throws IOException {
        Files.createDirectories(target.getParent());
        Files.createFile(target.resolveSibling("v.published"));

        claims.mount(POD, "data", false, target);
        claims.unmount("uid-1", target);

        assertFalse(mounted());
    }

    @Test
    void mountThatWasCutOffBeforeItWasReadOnlyIsReadOnlyTheNextTime() throws IOException {
        claims.mount(POD, "data", false, target);
        Files.writeString(target.resolve("file"), "there");
        claims.unmount("uid-1", target);
        // As a driver leaves it that dies between the bind and making it read-only.
        Path staged = Files.createDirectories(directory.resolve("staged/c1_data"));
        Mounting.mount(directory.resolve("volumes/c1_data").toString(), staged.toString(), null, Mounting.MS_BIND, null);
        Files.createDirectories(target);
        Mounting.mount(staged.toString(), target.toString(), null, Mounting.MS_BIND, null);
        Files.writeString(target.resolveSibling("v.published"), "{\"volumeId\":\"c1_data\",\"stagingPath\":\"%s\",\"done\":false}".formatted(staged));

        claims.mount(POD, "data", true, target);

        assertEquals("there", Files.readString(target.resolve("file")));
        assertThrows(IOException.class, () -> Files.writeString(target.resolve("other"), "no"));
    }

    @Test
    void volumeThatIsNoBlockDeviceIsNotOneByWhatItsObjectSays() {
        bound("c1_data", "Block");

        String refusal = assertThrows(MountFailure.class, () -> claims.mount(POD, "data", false, target)).getMessage();

        assertTrue(refusal.contains("block volumes are not available"), refusal);
        claims.unmount("uid-1", target);
        assertFalse(mounted());
    }

    @Test
    void directoryOfTheNodeIsNoBlockDevice() {
        for (String source : new String[] {"hostPath", "local"}) {
            PersistentVolumeBuilder volume = new PersistentVolumeBuilder().withNewMetadata().withName("pv").endMetadata().withNewSpec()
                    .withVolumeMode("Block").withNewClaimRef().withUid("c").endClaimRef().endSpec();
            api.volumes.put("pv", source.equals("local")
                    ? volume.editSpec().withNewLocal().withPath("/srv/disk").endLocal().endSpec().build()
                    : volume.editSpec().withNewHostPath().withPath("/srv/disk").endHostPath().endSpec().build());

            assertEquals("driver name (none) not found in the list of registered CSI drivers",
                    assertThrows(MountFailure.class, () -> claims.backing(POD, "data", target)).getMessage());
        }
    }
}
