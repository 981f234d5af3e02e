package dev.marina.controllers.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import dev.marina.model.VolumeDriver;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");

    @BeforeEach
    void aClaimHasAVolume() {
        var claim = world.writes(acme).create(Types.CLAIMS, Objects.claim());
        world.writes(acme).merge(Types.CLAIMS, claim, "status", patch -> patch.putObject("status").put("phase", "Bound"));
        var volume = Objects.volume(VolumeDriver.NAME);
        volume.getSpec().getClaimRef().setUid(claim.getMetadata().getUid());
        world.writes(acme).create(Types.VOLUMES, volume);
        world.writes(acme).create(SnapshotTypes.CLASSES, Objects.snapshotClass("fast", VolumeDriver.NAME, true));
        world.writes(acme).create(SnapshotTypes.SNAPSHOTS, Objects.ofClaim("monday"));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Outcome reconcile() throws Exception {
        return world.reconcile(new SnapshotReconciler(), acme, "default", "monday");
    }

    private SnapshotObject snapshot() {
        return SnapshotObject.of(world.require(acme, SnapshotTypes.SNAPSHOTS, "default", "monday"));
    }

    private GenericKubernetesResource content() {
        return world.require(acme, SnapshotTypes.CONTENTS, "", snapshot().contentName());
    }

    private List<String> events() {
        return world.snapshot(acme).list(Types.EVENTS, "default").stream().map(event -> event.getReason() + " " + event.getMessage()).toList();
    }

    /// What the node with the volume does.
    private void taken() {
        world.writes(acme).merge(SnapshotTypes.CONTENTS, content(), "status", patch -> patch.putObject("status").put("snapshotHandle", "c1_snapshot-1")
                .put("readyToUse", true).put("creationTime", 1_767_225_600_000_000_000L).put("restoreSize", 1L << 30));
    }

    @Test
    void snapshotBecomesReadyAndIsDeletedWithItsContent() throws Exception {
        reconcile();
        assertEquals("fast", snapshot().className());
        assertEquals(snapshot().contentName(), snapshot().bound());
        assertEquals("c1_pvc-1", SnapshotObject.of(content()).text("spec", "source", "volumeHandle"));
        assertTrue(world.require(acme, Types.CLAIMS, "default", "data").getMetadata().getFinalizers().contains(SnapshotPlan.CLAIM));

        taken();
        reconcile();
        reconcile();
        assertEquals("{\"boundVolumeSnapshotContentName\":\"%s\",\"readyToUse\":true,\"creationTime\":\"2026-01-01T00:00:00Z\",\"restoreSize\":\"1Gi\"}"
                .formatted(snapshot().contentName()), snapshot().at("status").toString());
        assertEquals(List.of(SnapshotPlan.AS_SOURCE, SnapshotPlan.BOUND), snapshot().finalizers());
        assertEquals(List.of(), world.require(acme, Types.CLAIMS, "default", "data").getMetadata().getFinalizers());
        assertEquals(List.of("CreatingSnapshot Waiting for a snapshot default/monday to be created by the CSI driver.",
                "SnapshotCreated Snapshot default/monday was successfully created by the CSI driver.",
                "SnapshotReady Snapshot default/monday is ready to use."),
                events());

        world.writes(acme).delete(SnapshotTypes.SNAPSHOTS, snapshot().resource());
        reconcile();
        GenericKubernetesResource content = content();
        assertEquals("yes", content.getMetadata().getAnnotations().get(SnapshotPlan.BEING_DELETED));
        assertTrue(content.getMetadata().getDeletionTimestamp() != null);
        world.writes(acme).merge(SnapshotTypes.CONTENTS, content, "", patch -> patch.putObject("metadata").putArray("finalizers"));
        reconcile();
        assertTrue(world.snapshot(acme).find(SnapshotTypes.SNAPSHOTS, "default", "monday").isEmpty());
    }

    @Test
    void snapshotThatThePlanDoesNotAllowSaysSoAndIsTriedLater() throws Exception {
        String refusal = "volumesnapshotcontents.snapshot.storage.k8s.io \"x\" is forbidden: exceeded quota: plan";
        world.client.faults((verb, key) -> {
            if (verb.equals("create") && key.resource().equals(SnapshotTypes.CONTENTS.groupResource())) {
                throw new StatusException(403, "Forbidden", refusal, StatusException.Details.NONE);
            }
        });

        assertInstanceOf(Outcome.RecheckAfter.class, reconcile());
        reconcile();

        assertEquals("Failed to create snapshot content with error " + refusal, snapshot().text("status", "error", "message"));
        assertEquals(List.of("SnapshotContentCreationFailed Failed to create snapshot content with error " + refusal), events());
        world.client.faults((_, _) -> {});
        reconcile();
        taken();
        reconcile();
        assertTrue(snapshot().ready());
        assertTrue(snapshot().at("status", "error").isMissingNode());
    }

    @Test
    void contentWhoseSnapshotIsGoneCanBeDeleted() throws Exception {
        world.writes(acme).create(SnapshotTypes.CONTENTS, Objects.content("kept", "gone", "uid-gone", "'snapshotHandle':'c1_x'", ""));
        world.reconcile(new SnapshotReconciler(), acme, "default", "gone");
        assertEquals(0, world.require(acme, SnapshotTypes.CONTENTS, "", "kept").getMetadata().getAnnotations().size());

        world.writes(acme).delete(SnapshotTypes.CONTENTS, world.require(acme, SnapshotTypes.CONTENTS, "", "kept"));
        world.reconcile(new SnapshotReconciler(), acme, "default", "gone");

        assertEquals("yes", world.require(acme, SnapshotTypes.CONTENTS, "", "kept").getMetadata().getAnnotations().get(SnapshotPlan.BEING_DELETED));
    }

    @Test
    void whatTheDriverRefusedIsSaidOfTheSnapshot() throws Exception {
        reconcile();
        world.writes(acme).merge(SnapshotTypes.CONTENTS, content(), "status",
                patch -> patch.putObject("status").put("readyToUse", false).putObject("error").put("message", "no room").put("time", "2026-01-01T00:00:00Z"));

        reconcile();

        assertEquals("no room", snapshot().text("status", "error", "message"));
        assertEquals("false", snapshot().text("status", "readyToUse"));
    }

    @Test
    void classComesWithTheDefinitionAndIsNotMadeBesideOthers() throws Exception {
        ClusterId empty = world.cluster("beta");
        world.reconcile(new SnapshotClassReconciler(SnapshotTypes.CLASSES, SnapshotContents.defaultClass()), empty, "", SnapshotContents.CLASS);
        world.reconcile(new SnapshotClassReconciler(SnapshotTypes.CLASSES, SnapshotContents.defaultClass()), empty, "", SnapshotContents.CLASS);
        world.reconcile(new SnapshotClassReconciler(SnapshotTypes.CLASSES, SnapshotContents.defaultClass()), acme, "", SnapshotContents.CLASS);

        assertEquals(List.of("marina-snapshots"), world.snapshot(empty).list(SnapshotTypes.CLASSES, "").stream().map(each -> each.getMetadata().getName())
                .toList());
        assertEquals(List.of("fast"), world.snapshot(acme).list(SnapshotTypes.CLASSES, "").stream().map(each -> each.getMetadata().getName()).toList());
    }
}
