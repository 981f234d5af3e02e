package dev.marina.agent.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.runtime.NodeRef;
import dev.marina.csi.CsiDriver;
import dev.marina.csi.v1.ListVolumesRequest;
import dev.marina.csi.volume.Directories;
import dev.marina.csi.volume.VolumeStates;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TypedObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClassBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Claims and volumes of a cluster, served with a real driver.
class ProvisioningTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @TempDir
    Path directory;

    private final FakeVolumes cluster = new FakeVolumes();
    private CsiDriver driver;
    private CsiClient client;
    private Provisioning provisioning;
    private boolean mounted;
    private final Set<String> restored = new HashSet<>();

    @BeforeEach
    void open() throws IOException {
        Path socket = directory.resolve("csi.sock");
        driver = new CsiDriver(socket, "machine-1", new VolumeStates(directory.resolve("states")), new Directories(directory.resolve("volumes")));
        client = new CsiClient(socket);
        provisioning = new Provisioning(new NodeRef("c1", "node-1"), "machine-1", client, restored::contains,
                handle -> mounted ? Optional.of(directory.resolve("volumes").resolve(handle)) : Optional.empty());
    }

    @AfterEach
    void close() {
        client.close();
        driver.close();
    }

    private static PersistentVolumeClaim claim(String name, String size, Map<String, String> annotations) {
        return new PersistentVolumeClaimBuilder().withNewMetadata().withName(name).withNamespace("default").withUid("uid-" + name).withAnnotations(annotations)
                .endMetadata().withNewSpec().withStorageClassName("standard").withAccessModes("ReadWriteOnce").withNewResources()
                .withRequests(Map.of("storage", new Quantity(size))).endResources().endSpec().build();
    }

    private static PersistentVolumeClaim selected(String name, String size) {
        return claim(name, size, Map.of(ProvisioningPlan.SELECTED_NODE, "node-1"));
    }

    /// An empty volume would be taken for the former one.
    @Test
    void claimThatWaitsForABackupGetsNoEmptyVolume() {
        PersistentVolumeClaim waits = selected("data", "1Mi");
        waits.getSpec().setDataSourceRef(new TypedObjectReferenceBuilder().withApiGroup("marina.dev").withKind("Backup").withName("b").build());
        cluster.claims.add(waits);
        provisioning.pass(cluster, NOW);
        assertEquals(List.of(), cluster.volumes());
        assertEquals(0, client.controller().listVolumes(ListVolumesRequest.getDefaultInstance()).getEntriesCount());

        restored.add("pvc-uid-data");
        provisioning.pass(cluster, NOW);

        assertEquals("c1_pvc-uid-data", cluster.volumes().getFirst().getSpec().getCsi().getVolumeHandle());
    }

    @Test
    void claimThatAsksForMoreGetsItWhereItsVolumeIsMounted() {
        cluster.claims.add(selected("data", "1Mi"));
        provisioning.pass(cluster, NOW);
        cluster.grow("data", "2Mi");

        provisioning.pass(cluster, NOW);
        assertEquals("1Mi of 2Mi", cluster.capacity("data"));
        assertTrue(cluster.events.containsAll(List.of("data ControllerResizeInProgress Resizing", "data NodeResizePending FileSystemResizePending")),
                cluster.events.toString());

        mounted = true;
        provisioning.pass(cluster, NOW);
        assertEquals("2Mi of 2Mi", cluster.capacity("data"));
        int events = cluster.events.size();

        provisioning.pass(cluster, NOW);
        assertEquals(events, cluster.events.size());
    }

    @Test
    void growthThatTheDiskCannotHoldIsRefusedAndTriedLaterAgain() {
        cluster.claims.add(selected("data", "1Mi"));
        provisioning.pass(cluster, NOW);
        cluster.grow("data", "1Ei");

        Optional<Instant> next = provisioning.pass(cluster, NOW);

        assertEquals("1Mi of 1Mi", cluster.capacity("data"));
        assertTrue(cluster.events.getLast().startsWith("data VolumeResizeFailed resize volume \"pvc-uid-data\" by resizer \"csi.marina.dev\" failed: "
                + "rpc error: code = RESOURCE_EXHAUSTED"), cluster.events.toString());
        assertTrue(next.isPresent());
    }

    /// Whoever may write volume objects of a cluster gets no other cluster's volume to grow.
    @Test
    void volumeOfAnotherClusterGrowsByNobodysClaim() {
        cluster.claims.add(selected("data", "1Mi"));
        provisioning.pass(cluster, NOW);
        cluster.volumes.replaceAll(volume -> new PersistentVolumeBuilder(volume).editSpec().editCsi()
                .withVolumeHandle("c2_" + volume.getMetadata().getName()).endCsi().endSpec().build());
        cluster.grow("data", "2Mi");
        int before = cluster.events.size();

        provisioning.pass(cluster, NOW);

        assertEquals("1Mi of 1Mi", cluster.capacity("data"));
        assertEquals(before, cluster.events.size());
    }

    @Test
    void claimThatCannotBeServedStopsNoOther() {
        cluster.claims.add(selected("huge", "1Ei"));
        cluster.claims.add(new PersistentVolumeClaimBuilder(selected("broken", "1Mi")).editSpec().withResources(null).endSpec().build());
        cluster.claims.add(selected("good", "1Mi"));

        provisioning.pass(cluster, NOW);

        assertEquals(List.of("pvc-uid-good"), cluster.volumes.stream().map(volume -> volume.getMetadata().getName()).toList());
        assertTrue(cluster.events.getFirst().startsWith("huge ProvisioningFailed failed to provision volume with StorageClass \"standard\": "
                + "rpc error: code = RESOURCE_EXHAUSTED"), cluster.events.toString());
        assertTrue(cluster.events.get(1).startsWith("broken ProvisioningFailed"), cluster.events.toString());
    }

    @Test
    void claimThatThisMachineCannotHoldGivesItsNodeBack() {
        cluster.claims.add(selected("huge", "1Ei"));

        provisioning.pass(cluster, NOW);

        assertEquals(Map.of(), cluster.annotations("huge"));
    }

    @Test
    void failingClaimIsTriedAgainLaterAndLater() {
        cluster.claims.add(new PersistentVolumeClaimBuilder(selected("block", "1Mi")).editSpec().withVolumeMode("Block").endSpec().build());

        for (int second = 0; second < 60; second++) {
            provisioning.pass(cluster, NOW.plusSeconds(second));
        }

        assertEquals(6, cluster.events.size(), cluster.events.toString());
        assertTrue(cluster.events.getFirst().endsWith("rpc error: code = INVALID_ARGUMENT desc = block volumes are not available"), cluster.events.getFirst());
        assertEquals("node-1", cluster.annotations("block").get(ProvisioningPlan.SELECTED_NODE));
    }

    @Test
    void claimThatIsGivenTheSameNodeAgainWaitsAsWell() {
        cluster.claims.add(selected("huge", "1Ei"));

        for (int second = 0; second < 60; second++) {
            provisioning.pass(cluster, NOW.plusSeconds(second));
            // What the scheduler does while no other node fits.
            cluster.selectNode(cluster.claims.getFirst(), Optional.of("node-1"));
        }

        assertEquals(6, cluster.events.size(), cluster.events.toString());
    }

    @Test
    void claimOfAClassThatBindsAtOnceIsTakenAndServed() {
        cluster.bindingMode = "Immediate";
        cluster.claims.add(claim("data", "1Mi", Map.of()));

        provisioning.pass(cluster, NOW);
        assertEquals("node-1", cluster.annotations("data").get(ProvisioningPlan.SELECTED_NODE));
        provisioning.pass(cluster, NOW);

        assertEquals(List.of("pvc-uid-data"), cluster.volumes.stream().map(volume -> volume.getMetadata().getName()).toList());
    }

    @Test
    void releasedVolumesAreDeletedThoughOneIsOfNoDriver() {
        for (String name : new String[] {"odd", "good"}) {
            cluster.claims.add(selected(name, "1Mi"));
        }
        provisioning.pass(cluster, NOW);
        cluster.claims.clear();
        cluster.volumes.replaceAll(
                volume -> new PersistentVolumeBuilder(volume).withStatus(new PersistentVolumeStatusBuilder().withPhase("Released").build()).build());
        cluster.volumes.replaceAll(volume -> !volume.getMetadata().getName().equals("pvc-uid-odd")
                ? volume
                : new PersistentVolumeBuilder(volume).editSpec().editCsi().withVolumeHandle("c1_a/b").endCsi().endSpec().build());

        provisioning.pass(cluster, NOW);

        assertEquals(List.of(), cluster.volumes);
    }

    private void attributes(String name, String driver, Map<String, String> parameters) {
        cluster.attributesClasses.put(name, new VolumeAttributesClassBuilder().withNewMetadata().withName(name).endMetadata()
                .withDriverName(driver).withParameters(parameters).build());
    }

    private void wants(String claim, String attributesClass) {
        cluster.claims.replaceAll(known -> known.getMetadata().getName().equals(claim)
                ? new PersistentVolumeClaimBuilder(known).editSpec().withVolumeAttributesClassName(attributesClass).endSpec().build()
                : known);
    }

    @Test
    void classOfAnotherDriverMakesNoVolume() {
        attributes("theirs", "other.example", Map.of("a", "b"));
        cluster.claims.add(selected("data", "1Mi"));
        wants("data", "theirs");
        cluster.claims.add(selected("more", "1Mi"));
        wants("more", "nobodys");

        provisioning.pass(cluster, NOW);

        assertEquals(List.of(), cluster.volumes);
        assertTrue(
                cluster.events.getFirst().endsWith("VAC theirs referenced in PVC is for driver other.example which does not match driver name csi.marina.dev"),
                cluster.events.toString());
        assertTrue(cluster.events.getLast().endsWith("volumeattributesclasses.storage.k8s.io \"nobodys\" not found"), cluster.events.toString());
    }

    @Test
    void changeWaitsForItsClassAndWhatTheDriverRefusesIsInfeasible() {
        cluster.claims.add(selected("data", "1Mi"));
        provisioning.pass(cluster, NOW);
        cluster.bind("data");
        cluster.events.clear();
        wants("data", "fast");

        provisioning.pass(cluster, NOW);
        assertEquals(List.of("data Pending   "), cluster.events);
        cluster.events.clear();
        attributes("fast", CsiDriver.NAME, Map.of("iops", "5"));
        provisioning.pass(cluster, NOW);

        String words = "rpc error: code = INVALID_ARGUMENT desc = parameter iops is not known: directIO and readAheadKibibytes are";
        assertEquals(List.of("data InProgress fast ModifyingVolume ModifyVolume operation in progress.",
                "data VolumeModify external resizer is modifying volume data with vac fast",
                "data Infeasible fast ModifyVolumeError ModifyVolume failed with error: %s. Waiting for retry.".formatted(words),
                "data VolumeModifyFailed " + words), cluster.events);
        assertNull(cluster.volumes.getFirst().getSpec().getVolumeAttributesClassName());
    }

    @Test
    void volumeObjectThatNamesAnotherClustersVolumeChangesNothing() {
        cluster.claims.add(selected("data", "1Mi"));
        provisioning.pass(cluster, NOW);
        cluster.bind("data");
        cluster.volumes.replaceAll(volume -> new PersistentVolumeBuilder(volume).editSpec().editCsi().withVolumeHandle("c2_data").endCsi().endSpec().build());
        cluster.events.clear();
        attributes("fast", CsiDriver.NAME, Map.of("directIO", "true"));
        wants("data", "fast");

        provisioning.pass(cluster, NOW);

        assertEquals(List.of(), cluster.events);
    }
}
