package dev.marina.agent.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.runtime.NodeRef;
import dev.marina.csi.CsiDriver;
import dev.marina.csi.v1.ListSnapshotsRequest;
import dev.marina.csi.volume.Directories;
import dev.marina.csi.volume.VolumeStates;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contents and claims of a cluster, served with a real driver, beside those of another tenant's on the same machine.
class SnapshottingTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @TempDir
    Path directory;

    private final FakeVolumes cluster = new FakeVolumes();
    private final FakeVolumes other = new FakeVolumes();
    private CsiDriver driver;
    private CsiClient client;
    private Provisioning provisioning;
    private Provisioning otherProvisioning;

    @BeforeEach
    void aClaimHasAVolumeWithAFile() throws IOException {
        Path socket = directory.resolve("csi.sock");
        driver = new CsiDriver(socket, "machine-1", new VolumeStates(directory.resolve("states")), new Directories(directory.resolve("volumes")));
        client = new CsiClient(socket);
        provisioning = new Provisioning(new NodeRef("c1", "node-1"), "machine-1", client, _ -> false, _ -> Optional.empty());
        otherProvisioning = new Provisioning(new NodeRef("c2", "node-1"), "machine-1", client, _ -> false, _ -> Optional.empty());
        cluster.claims.add(claim("data", "2Mi").build());
        provisioning.pass(cluster, NOW);
        cluster.bind("data");
        Files.writeString(directory.resolve("volumes/c1_pvc-uid-data/file"), "then");
    }

    @AfterEach
    void close() {
        client.close();
        driver.close();
    }

    private static PersistentVolumeClaimBuilder claim(String name, String size) {
        return new PersistentVolumeClaimBuilder().withNewMetadata().withName(name).withNamespace("default").withUid("uid-" + name)
                .withAnnotations(Map.of(ProvisioningPlan.SELECTED_NODE, "node-1"))
                .endMetadata().withNewSpec().withStorageClassName("standard").withAccessModes("ReadWriteOnce").withNewResources()
                .withRequests(Map.of("storage", new Quantity(size))).endResources().endSpec();
    }

    private static PersistentVolumeClaim ofSnapshot(String name, String size, String snapshot) {
        return claim(name, size).editSpec().withNewDataSource("snapshot.storage.k8s.io", "VolumeSnapshot", snapshot).endSpec().build();
    }

    private void taken() throws IOException {
        cluster.snapshots.content("monday", "{'volumeHandle':'c1_pvc-uid-data'}");
        provisioning.pass(cluster, NOW);
        cluster.snapshots.bound("monday", "2Mi");
        Files.writeString(directory.resolve("volumes/c1_pvc-uid-data/file"), "now");
    }

    private List<String> there() {
        return client.controller().listSnapshots(ListSnapshotsRequest.getDefaultInstance()).getEntriesList().stream()
                .map(entry -> entry.getSnapshot().getSnapshotId()).toList();
    }

    @Test
    void snapshotIsTakenAndAClaimOfItHasWhatThereWasThen() throws IOException {
        taken();

        assertEquals("c1_snapshot-of-monday", cluster.snapshots.status("monday").path("snapshotHandle").asText());
        assertTrue(cluster.snapshots.status("monday").path("readyToUse").asBoolean());
        assertEquals(2 << 20, cluster.snapshots.status("monday").path("restoreSize").asLong());
        assertTrue(cluster.snapshots.status("monday").path("creationTime").asLong() > 1_700_000_000_000_000_000L);
        SnapshotContent content = cluster.snapshots.contents().getFirst();
        assertEquals(Map.of("topology.csi.marina.dev/machine", "machine-1"), content.labels());
        assertFalse(content.annotations().containsKey(SnapshotContent.BEING_CREATED));

        cluster.claims.add(ofSnapshot("restored", "2Mi", "monday"));
        provisioning.pass(cluster, NOW);
        assertEquals("then", Files.readString(directory.resolve("volumes/c1_pvc-uid-restored/file")));
        assertEquals("restored ProvisioningSucceeded Successfully provisioned volume pvc-uid-restored", cluster.events.getLast());
    }

    @Test
    void cloneHasWhatItsClaimHas() throws IOException {
        cluster.claims.add(claim("twin", "4Mi").editSpec().withNewDataSource(null, "PersistentVolumeClaim", "data").endSpec().build());

        provisioning.pass(cluster, NOW);

        assertEquals("then", Files.readString(directory.resolve("volumes/c1_pvc-uid-twin/file")));
    }

    @Test
    void claimsAreToldWhatIsWrongWithTheirSourceAndTriedLater() throws IOException {
        taken();
        cluster.snapshots.snapshots.put("default/early", FakeSnapshots.json("{'metadata':{'name':'early','namespace':'default','uid':'of-early'}}"));
        cluster.claims.add(ofSnapshot("small", "1Mi", "monday"));
        cluster.claims.add(ofSnapshot("soon", "2Mi", "early"));
        cluster.claims.add(ofSnapshot("none", "2Mi", "nobodys"));
        cluster.claims.add(claim("twin", "1Mi").editSpec().withNewDataSource(null, "PersistentVolumeClaim", "data").endSpec().build());
        cluster.claims.add(claim("odd", "1Mi").editSpec().withNewDataSource("example.com", "Tape", "first").endSpec().build());
        cluster.claims.add(claim("abroad", "2Mi").editSpec().withNewDataSourceRef("snapshot.storage.k8s.io", "VolumeSnapshot", "monday", "elsewhere").endSpec()
                .build());

        Optional<Instant> next = provisioning.pass(cluster, NOW);

        String failed = " ProvisioningFailed failed to provision volume with StorageClass \"standard\": ";
        String handle = "error getting handle for DataSource Type ";
        assertEquals(List.of(
                "small" + failed + handle
                        + "VolumeSnapshot by Name monday: requested volume size 1048576 is less than the size 2097152 for the source snapshot monday",
                "soon" + failed + handle + "VolumeSnapshot by Name early: snapshot early not bound",
                "none" + failed + handle + "VolumeSnapshot by Name nobodys: error getting snapshot nobodys from api server: "
                        + "volumesnapshots.snapshot.storage.k8s.io \"nobodys\" not found",
                "twin" + failed + handle + "PersistentVolumeClaim by Name data: error, new PVC request must be greater than or equal in size to the specified "
                        + "PVC data source, requested 1048576 but source is 2097152",
                "odd" + failed + "Assuming an external populator will provision the volume",
                "abroad" + failed + "dataSourceRef namespace specified but the CrossNamespaceVolumeDataSource feature is disabled"),
                cluster.events.subList(1, cluster.events.size()));
        assertEquals(Optional.of(NOW.plusSeconds(1)), next);
        assertEquals(List.of("pvc-uid-data"), cluster.volumes.stream().map(volume -> volume.getMetadata().getName()).toList());
    }

    /// Both sides have to name each other, else whoever may write snapshots of one namespace would read another's.
    @Test
    void snapshotThatItsContentDoesNotNameIsNotBound() throws IOException {
        taken();
        cluster.snapshots.snapshots.put("default/thief", FakeSnapshots.json("{'metadata':{'name':'thief','namespace':'default','uid':'of-thief'},"
                + "'status':{'boundVolumeSnapshotContentName':'monday','readyToUse':true}}"));
        cluster.claims.add(ofSnapshot("stolen", "2Mi", "thief"));

        provisioning.pass(cluster, NOW);

        assertTrue(cluster.events.getLast().endsWith("by Name thief: snapshot thief not bound"), cluster.events.getLast());
    }

    /// The other tenant knows every handle and may write every object of its own cluster.
    @Test
    void otherTenantGetsNothingByNamingHandles() throws IOException {
        taken();
        other.snapshots.content("byhandle", "{'snapshotHandle':'c1_snapshot-of-monday'}");
        other.snapshots.content("byvolume", "{'volumeHandle':'c1_pvc-uid-data'}");
        other.volumes.add(new PersistentVolumeBuilder(cluster.volumes.getFirst()).build());
        otherProvisioning.pass(other, NOW);

        assertEquals("Failed to check and update snapshot content: snapshot handle \"c1_snapshot-of-monday\" is not one of this cluster",
                other.snapshots.status("byhandle").path("error").path("message").asText());
        assertEquals("Failed to create snapshot: volume handle \"c1_pvc-uid-data\" is not one of this cluster",
                other.snapshots.status("byvolume").path("error").path("message").asText());
        assertEquals(2, other.snapshots.events.size());
        otherProvisioning.pass(other, NOW);
        assertEquals(2, other.snapshots.events.size());

        // It says itself that all is well.
        other.snapshots.contents.get("byhandle").withObject("/status").put("snapshotHandle", "c1_snapshot-of-monday").put("readyToUse", true);
        other.snapshots.bound("byhandle", "2Mi");
        other.claims.add(ofSnapshot("stolen", "2Mi", "byhandle"));
        otherProvisioning.pass(other, NOW);
        assertTrue(other.events.getLast().endsWith("by Name byhandle: snapshot handle byhandle is not available"), other.events.toString());
        assertEquals(1, other.volumes.size());

        other.snapshots.deleting("byhandle");
        otherProvisioning.pass(other, NOW);
        otherProvisioning.pass(other, NOW);
        assertFalse(other.snapshots.contents.containsKey("byhandle"));
        assertEquals(List.of("c1_snapshot-of-monday"), there());
    }

    @Test
    void deletedContentTakesTheSnapshotWithItAndOneThatIsRetainedCanBeHadAgain() throws IOException {
        taken();
        cluster.snapshots.contents.get("monday").withObject("/spec").put("deletionPolicy", "Retain");
        cluster.snapshots.deleting("monday");
        provisioning.pass(cluster, NOW);
        assertEquals(List.of(), cluster.snapshots.contents());
        assertEquals(List.of("c1_snapshot-of-monday"), there());

        cluster.snapshots.content("again", "{'snapshotHandle':'c1_snapshot-of-monday'}");
        provisioning.pass(cluster, NOW);
        assertTrue(cluster.snapshots.status("again").path("readyToUse").asBoolean());
        cluster.snapshots.deleting("again");
        provisioning.pass(cluster, NOW);
        assertEquals(List.of(), there());
        provisioning.pass(cluster, NOW);
        assertEquals(List.of(), cluster.snapshots.contents());
    }

    @Test
    void whatTheDriverRefusesIsSaidAndTriedLater() {
        cluster.snapshots.classes.put("fast", Map.of("incremental", "true"));
        cluster.snapshots.content("monday", "{'volumeHandle':'c1_pvc-uid-data'}");

        Optional<Instant> next = provisioning.pass(cluster, NOW);

        assertEquals(List.of("monday SnapshotCreationFailed Failed to create snapshot: failed to take snapshot of the volume c1_pvc-uid-data: \"rpc error: "
                + "code = INVALID_ARGUMENT desc = parameter incremental is not known\""), cluster.snapshots.events);
        assertEquals(Optional.of(NOW.plusSeconds(1)), next);
        cluster.snapshots.classes.put("fast", Map.of());
        provisioning.pass(cluster, NOW.plusSeconds(1));
        assertTrue(cluster.snapshots.status("monday").path("readyToUse").asBoolean());
        assertFalse(cluster.snapshots.status("monday").has("error"));
    }
}
