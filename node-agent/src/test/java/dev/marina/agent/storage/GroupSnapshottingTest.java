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

/// Contents of groups, served with a real driver, beside those of another tenant's on the same machine.
class GroupSnapshottingTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final String BOTH = "{'volumeHandles':['c1_pvc-uid-data','c1_pvc-uid-log']}";

    @TempDir
    Path directory;

    private final FakeVolumes cluster = new FakeVolumes();
    private final FakeVolumes other = new FakeVolumes();
    private final FakeGroups groups = cluster.snapshots.groups;
    private CsiDriver driver;
    private CsiClient client;
    private Provisioning provisioning;
    private Provisioning otherProvisioning;

    @BeforeEach
    void claimsHaveVolumes() throws IOException {
        Path socket = directory.resolve("csi.sock");
        driver = new CsiDriver(socket, "machine-1", new VolumeStates(directory.resolve("states")), new Directories(directory.resolve("volumes")));
        client = new CsiClient(socket);
        provisioning = new Provisioning(new NodeRef("c1", "node-1"), "machine-1", client, _ -> false, _ -> Optional.empty());
        otherProvisioning = new Provisioning(new NodeRef("c2", "node-1"), "machine-1", client, _ -> false, _ -> Optional.empty());
        for (String name : List.of("data", "log")) {
            cluster.claims.add(claim(name).build());
        }
        provisioning.pass(cluster, NOW);
        cluster.bind("data");
        cluster.bind("log");
    }

    private static PersistentVolumeClaimBuilder claim(String name) {
        return new PersistentVolumeClaimBuilder().withNewMetadata().withName(name).withNamespace("default").withUid("uid-" + name)
                .withAnnotations(Map.of(ProvisioningPlan.SELECTED_NODE, "node-1")).endMetadata().withNewSpec().withStorageClassName("standard")
                .withAccessModes("ReadWriteOnce").withNewResources().withRequests(Map.of("storage", new Quantity("2Mi"))).endResources().endSpec();
    }

    @AfterEach
    void close() {
        client.close();
        driver.close();
    }

    private List<String> there() {
        return client.controller().listSnapshots(ListSnapshotsRequest.getDefaultInstance()).getEntriesList().stream()
                .map(entry -> entry.getSnapshot().getSnapshotId()).toList();
    }

    private static String error(FakeVolumes of, String name) {
        return of.snapshots.groups.status(name).path("error").path("message").asText();
    }

    @Test
    void groupIsTakenAndItsContentSaysWhatTheDriverCallsEach() {
        groups.content("monday", BOTH);

        provisioning.pass(cluster, NOW);

        assertEquals("c1_groupsnapshot-of-monday", groups.status("monday").path("volumeGroupSnapshotHandle").asText());
        assertTrue(groups.status("monday").path("readyToUse").asBoolean());
        assertTrue(Instant.parse(groups.status("monday").path("creationTime").asText()).isAfter(Instant.parse("2024-01-01T00:00:00Z")));
        var info = groups.status("monday").path("volumeSnapshotInfoList");
        assertEquals(2, info.size());
        assertEquals("c1_pvc-uid-log", info.path(1).path("volumeHandle").asText());
        assertEquals("c1_groupsnapshot-of-monday-1", info.path(1).path("snapshotHandle").asText());
        assertEquals(2 << 20, info.path(1).path("restoreSize").asLong());
        assertEquals(Map.of("topology.csi.marina.dev/machine", "machine-1"), groups.contents().getFirst().labels());
        assertFalse(groups.contents().getFirst().annotations().containsKey(GroupContent.BEING_CREATED));
        assertEquals(List.of("c1_groupsnapshot-of-monday-0", "c1_groupsnapshot-of-monday-1"), there());
    }

    /// Contents of the single snapshots are the control plane's to make. Here nobody takes another snapshot for them, nor deletes one of a group.
    @Test
    void singleSnapshotsOfAGroupAreRestoredLikeOthersAndGoWithTheGroup() throws IOException {
        Files.writeString(directory.resolve("volumes/c1_pvc-uid-data/file"), "then");
        groups.content("monday", BOTH);
        provisioning.pass(cluster, NOW);
        cluster.snapshots.content("member", "{'volumeHandle':'c1_pvc-uid-data'}");
        cluster.snapshots.contents.get("member").withObject("/metadata/annotations").put(GroupContent.HANDLE, "c1_groupsnapshot-of-monday");
        provisioning.pass(cluster, NOW);
        assertEquals(2, there().size());
        cluster.snapshots.contents.get("member").withObject("/status").put("snapshotHandle", "c1_groupsnapshot-of-monday-0").put("readyToUse", true);
        cluster.snapshots.bound("member", "2Mi");
        Files.writeString(directory.resolve("volumes/c1_pvc-uid-data/file"), "now");
        cluster.claims.add(claim("restored").editSpec().withNewDataSource("snapshot.storage.k8s.io", "VolumeSnapshot", "member").endSpec().build());
        provisioning.pass(cluster, NOW);
        assertEquals("then", Files.readString(directory.resolve("volumes/c1_pvc-uid-restored/file")));

        cluster.snapshots.deleting("member");
        provisioning.pass(cluster, NOW);
        assertEquals(List.of(), cluster.snapshots.contents());
        assertEquals(2, there().size());

        groups.deleting("monday");
        provisioning.pass(cluster, NOW);
        assertEquals(List.of(), there());
        provisioning.pass(cluster, NOW);
        assertEquals(List.of(), groups.contents());
    }

    @Test
    void groupThatIsRetainedCanBeHadAgain() {
        groups.content("monday", BOTH);
        provisioning.pass(cluster, NOW);
        groups.contents.get("monday").withObject("/spec").put("deletionPolicy", "Retain");
        groups.deleting("monday");
        provisioning.pass(cluster, NOW);
        assertEquals(List.of(), groups.contents());
        assertEquals(2, there().size());

        groups.content("less", "{'groupSnapshotHandles':{'volumeGroupSnapshotHandle':'c1_groupsnapshot-of-monday',"
                + "'volumeSnapshotHandles':['c1_groupsnapshot-of-monday-0']}}");
        groups.content("again", "{'groupSnapshotHandles':{'volumeGroupSnapshotHandle':'c1_groupsnapshot-of-monday',"
                + "'volumeSnapshotHandles':['c1_groupsnapshot-of-monday-0','c1_groupsnapshot-of-monday-1']}}");
        provisioning.pass(cluster, NOW);
        assertTrue(groups.status("again").path("readyToUse").asBoolean());
        assertTrue(error(cluster, "less").contains("and the request names [c1_groupsnapshot-of-monday-0]"), error(cluster, "less"));

        groups.deleting("again");
        provisioning.pass(cluster, NOW);
        assertEquals(List.of(), there());
    }

    /// The other tenant knows every handle and may write every object of its own cluster.
    @Test
    void otherTenantGetsNothingByNamingHandles() {
        groups.content("monday", BOTH);
        provisioning.pass(cluster, NOW);
        FakeGroups theirs = other.snapshots.groups;
        theirs.content("byhandle", "{'groupSnapshotHandles':{'volumeGroupSnapshotHandle':'c1_groupsnapshot-of-monday',"
                + "'volumeSnapshotHandles':['c1_groupsnapshot-of-monday-0','c1_groupsnapshot-of-monday-1']}}");
        theirs.content("byvolume", BOTH);
        other.volumes.add(new PersistentVolumeBuilder(cluster.volumes.getFirst()).build());

        otherProvisioning.pass(other, NOW);
        otherProvisioning.pass(other, NOW);

        assertEquals("Failed to check and update group snapshot content: group snapshot handle \"c1_groupsnapshot-of-monday\" is not one of this cluster",
                error(other, "byhandle"));
        assertEquals("Failed to create group snapshot: volume handle \"c1_pvc-uid-data\" is not one of this cluster", error(other, "byvolume"));
        assertEquals(2, theirs.events.size());

        // It says itself that all is well, and deletes it.
        theirs.contents.get("byhandle").withObject("/status").put("volumeGroupSnapshotHandle", "c1_groupsnapshot-of-monday").put("readyToUse", true);
        theirs.deleting("byhandle");
        otherProvisioning.pass(other, NOW);
        otherProvisioning.pass(other, NOW);
        assertFalse(theirs.contents.containsKey("byhandle"));
        assertEquals(2, there().size());
    }

    @Test
    void whatCannotBeTakenIsSaidAndTriedLater() {
        groups.content("elsewhere", "{'volumeHandles':['c1_pvc-uid-data','c1_pvc-uid-far']}");
        groups.content("many", "{'volumeHandles':[%s'c1_pvc-uid-data']}".formatted("'c1_pvc-uid-data',".repeat(30)));
        groups.content("classless", BOTH);
        groups.contents.get("classless").withObject("/spec").put("volumeGroupSnapshotClassName", "nobodys");
        groups.content("odd", "{'volumeHandles':['c1_pvc-uid-data']}");
        groups.contents.get("odd").withObject("/spec/volumeGroupSnapshotRef").put("uid", "../../etc");
        groups.content("strange", "{'volumeHandles':{'a':1},'groupSnapshotHandles':'x'}");

        Optional<Instant> next = provisioning.pass(cluster, NOW);

        assertEquals("Failed to create group snapshot: volume c1_pvc-uid-far does not lie on the machine of volume c1_pvc-uid-data, and there is no moment of "
                + "both", error(cluster, "elsewhere"));
        assertEquals("Failed to create group snapshot: it is to be of more than 20 volumes", error(cluster, "many"));
        assertTrue(error(cluster, "classless").contains("volumegroupsnapshotclass.groupsnapshot.storage.k8s.io \"nobodys\" not found"),
                error(cluster, "classless"));
        assertTrue(error(cluster, "odd").contains("makes an id that is none"), error(cluster, "odd"));
        assertEquals(Optional.of(NOW.plusSeconds(1)), next);
        assertEquals(List.of(), there());
        groups.classes.put("nobodys", Map.of());
        provisioning.pass(cluster, NOW.plusSeconds(1));
        assertTrue(groups.status("classless").path("readyToUse").asBoolean());
        assertFalse(groups.status("classless").has("error"));
    }
}
