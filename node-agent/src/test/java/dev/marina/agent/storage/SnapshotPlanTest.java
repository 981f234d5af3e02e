package dev.marina.agent.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// A content as it is, and what the machine with the volume has to do about it.
class SnapshotPlanTest {

    private static final SnapshotPlan.Place PLACE = new SnapshotPlan.Place("c1", "csi.marina.dev", "topology.csi.marina.dev/machine", "machine-1");
    private static final String OF_VOLUME = "{'volumeHandle':'c1_pvc-1'}";

    private static SnapshotPlan plan(String source, boolean volumeHere, Consumer<ObjectNode> change) {
        FakeSnapshots snapshots = new FakeSnapshots();
        snapshots.content("monday", source);
        change.accept(snapshots.contents.get("monday"));
        return SnapshotPlan.of(snapshots.contents().getFirst(), PLACE, volumeHere);
    }

    private static SnapshotPlan deleting(String source, boolean volumeHere, Consumer<ObjectNode> change) {
        return plan(source, volumeHere, content -> {
            content.withObject("/metadata").put("deletionTimestamp", "2026-11-21T10:00:00Z").withObject("/annotations")
                    .put(SnapshotContent.BEING_DELETED, "yes");
            content.withObject("/status").put("snapshotHandle", "c1_snapshot-1").put("readyToUse", true);
            change.accept(content);
        });
    }

    private static void onMachine(ObjectNode content, String machine) {
        content.withObject("/metadata/labels").put(PLACE.topologyKey(), machine);
    }

    @Test
    void snapshotIsTakenWhereTheVolumeLiesAndNowhereElse() {
        assertInstanceOf(SnapshotPlan.Take.class, plan(OF_VOLUME, true, _ -> {}));
        assertInstanceOf(SnapshotPlan.Nothing.class, plan(OF_VOLUME, false, _ -> {}));
        assertInstanceOf(SnapshotPlan.Nothing.class, plan(OF_VOLUME, true, content -> onMachine(content, "machine-2")));
        assertInstanceOf(SnapshotPlan.Nothing.class, plan(OF_VOLUME, true, content -> content.withObject("/spec").put("driver", "other.example")));
        assertInstanceOf(SnapshotPlan.Nothing.class, plan(OF_VOLUME, true, content -> content.withObject("/status").put("readyToUse", true)));
        assertInstanceOf(SnapshotPlan.Nothing.class, plan(OF_VOLUME, true, content -> content.withObject("/spec/volumeSnapshotRef").remove("uid")));
    }

    @Test
    void withoutAClassNoneIsTaken() {
        SnapshotPlan refused = plan(OF_VOLUME, true, content -> content.withObject("/spec").remove("volumeSnapshotClassName"));

        assertEquals(new SnapshotPlan.Refuse("SnapshotCreationFailed", "Failed to create snapshot: failed to take snapshot monday without a snapshot class"),
                refused);
    }

    /// Whoever may write contents can name any handle.
    @Test
    void handlesOfOtherClustersAreRefusedOnceAndNeverAskedFor() {
        for (String handle : new String[] {"c2_pvc-1", "pvc-1", "c1", "", "c1_a/b", "../c1_x", "c11_pvc-1"}) {
            String source = "{'%s':'" + handle + "'}";
            SnapshotPlan taken = plan(source.formatted("volumeHandle"), true, _ -> {});
            SnapshotPlan found = plan(source.formatted("snapshotHandle"), true, _ -> {});
            if (handle.isEmpty()) {
                assertInstanceOf(SnapshotPlan.Nothing.class, taken);
                assertInstanceOf(SnapshotPlan.Nothing.class, found);
            } else {
                assertEquals("Failed to create snapshot: volume handle \"%s\" is not one of this cluster".formatted(handle),
                        assertInstanceOf(SnapshotPlan.Refuse.class, taken).message());
                assertEquals("Failed to check and update snapshot content: snapshot handle \"%s\" is not one of this cluster".formatted(handle),
                        assertInstanceOf(SnapshotPlan.Refuse.class, found).message());
            }
        }
        assertInstanceOf(SnapshotPlan.Nothing.class, plan("{'snapshotHandle':'c2_x'}", true, content -> content.withObject("/status/error").put("message",
                "Failed to check and update snapshot content: snapshot handle \"c2_x\" is not one of this cluster")));
    }

    @Test
    void snapshotThatIsThereAlreadyIsLookedForOnEveryMachineUntilOneHasIt() {
        assertEquals(new SnapshotPlan.Find("c1_old"), plan("{'snapshotHandle':'c1_old'}", false, _ -> {}));
        assertInstanceOf(SnapshotPlan.Nothing.class, plan("{'snapshotHandle':'c1_old'}", false, content -> onMachine(content, "machine-2")));
    }

    @Test
    void deletedContentTakesItsSnapshotWithItWhereThatLies() {
        assertEquals(new SnapshotPlan.Delete(Optional.of("c1_snapshot-1")), deleting(OF_VOLUME, false, content -> onMachine(content, "machine-1")));
        assertInstanceOf(SnapshotPlan.Nothing.class, deleting(OF_VOLUME, false, content -> onMachine(content, "machine-2")));
        assertInstanceOf(SnapshotPlan.Release.class, deleting(OF_VOLUME, true, content -> content.withObject("/status").remove("snapshotHandle")));
        assertInstanceOf(SnapshotPlan.Release.class, deleting(OF_VOLUME, true, content -> content.withObject("/spec").put("deletionPolicy", "Retain")));
    }

    @Test
    void contentOfAnotherClustersSnapshotGoesAndTheSnapshotStays() {
        assertEquals(new SnapshotPlan.Delete(Optional.empty()),
                deleting("{'snapshotHandle':'c2_x'}", true, content -> content.withObject("/status").put("snapshotHandle", "c2_x")));
    }

    @Test
    void contentWaitsForItsSnapshotToLetItGoAndForTheDriversAnswer() {
        assertInstanceOf(SnapshotPlan.Nothing.class, deleting(OF_VOLUME, true, content -> content.withObject("/metadata/annotations")
                .remove(SnapshotContent.BEING_DELETED)));
        assertInstanceOf(SnapshotPlan.Take.class, deleting(OF_VOLUME, true, content -> content.withObject("/metadata/annotations")
                .put(SnapshotContent.BEING_CREATED, "yes")));
        assertInstanceOf(SnapshotPlan.Nothing.class, deleting(OF_VOLUME, false, content -> {
            content.withObject("/metadata/annotations").put(SnapshotContent.BEING_CREATED, "yes");
            onMachine(content, "machine-2");
        }));
        assertInstanceOf(SnapshotPlan.Take.class, plan(OF_VOLUME, true, content -> {
            content.withObject("/metadata/annotations").put(SnapshotContent.BEING_CREATED, "yes");
            content.withObject("/status").put("readyToUse", true);
        }));
    }

    @Test
    void fieldsMayBeAnything() {
        assertInstanceOf(SnapshotPlan.Nothing.class, plan("[]", true, content -> content.putArray("status").add(1)));
        assertInstanceOf(SnapshotPlan.Nothing.class, plan("null", true, content -> content.put("spec", "none")));
    }
}
