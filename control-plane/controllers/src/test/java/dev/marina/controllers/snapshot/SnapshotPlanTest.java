package dev.marina.controllers.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.model.VolumeDriver;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A snapshot and what is around it, and what comes next.
class SnapshotPlanTest {

    private static final String OF_VOLUME = "'volumeHandle':'c1_pvc-1'";
    private static final String READY = ",'status':{'readyToUse':true}";

    private GenericKubernetesResource snapshot = Objects.ofClaim("monday");
    private Optional<GenericKubernetesResource> content = Optional.empty();
    private List<GenericKubernetesResource> classes = List.of(Objects.snapshotClass("fast", VolumeDriver.NAME, true));
    private Optional<PersistentVolumeClaim> claim = Optional.of(Objects.claim());
    private Optional<PersistentVolume> volume = Optional.of(Objects.volume(VolumeDriver.NAME));
    private boolean claimNeeded;
    private boolean restoring;
    private Optional<String> holder = Optional.empty();

    private List<String> steps() {
        return SnapshotPlan
                .of(new SnapshotWorld(SnapshotObject.of(snapshot), content.map(SnapshotObject::of), classes.stream().map(SnapshotObject::of).toList(),
                        claim, volume, claimNeeded, restoring, holder))
                .steps().stream().map(SnapshotPlanTest::told).toList();
    }

    private static String told(SnapshotStep step) {
        return switch (step) {
            case SnapshotStep.HoldClaim _ -> "hold claim";
            case SnapshotStep.ReleaseClaim _ -> "release claim";
            case SnapshotStep.Finalizers(List<String> all) -> "finalizers " + all.stream().map(name -> name.substring(name.indexOf('/') + 1)).toList();
            case SnapshotStep.SetClass(String name) -> "class " + name;
            case SnapshotStep.CreateContent create -> "create by " + create.snapshotClass().name();
            case SnapshotStep.Bind(SnapshotObject bound) -> "bind " + bound.name();
            case SnapshotStep.SayStatus(SnapshotObject bound) -> "say " + bound.name();
            case SnapshotStep.MarkDeleted(SnapshotObject bound) -> "mark " + bound.name();
            case SnapshotStep.DeleteContent(SnapshotObject bound) -> "delete " + bound.name();
            case SnapshotStep.Fail(String reason, String message) -> reason + ": " + message;
            case SnapshotStep.Warn(String reason, String message) -> reason + ": " + message;
        };
    }

    private void terminating(String... finalizers) {
        snapshot = new GenericKubernetesResourceBuilder(snapshot).editMetadata().withDeletionTimestamp("2026-01-01T00:00:00Z").withFinalizers(finalizers)
                .endMetadata().build();
    }

    /// Its group's controller says which its content is; until then nothing else is made for it.
    @Test
    void snapshotOfAGroupTakesNothingAndGoesWithItsGroup() {
        snapshot = new GenericKubernetesResourceBuilder(snapshot).editMetadata().withFinalizers(SnapshotPlan.IN_GROUP).endMetadata().build();
        assertEquals(List.of(), steps());

        terminating(SnapshotPlan.IN_GROUP);
        holder = Optional.of("both");
        assertEquals(List.of("SnapshotDeletePending: deletion of the individual volume snapshot monday is not allowed as it belongs to group snapshot both. "
                + "Deleting the group snapshot will trigger the deletion of all the individual volume snapshots that are part of the group."), steps());

        holder = Optional.empty();
        assertEquals(List.of("finalizers []"), steps());
    }

    private void held() {
        snapshot = new GenericKubernetesResourceBuilder(snapshot).editMetadata().withFinalizers(SnapshotPlan.AS_SOURCE, SnapshotPlan.BOUND).endMetadata()
                .build();
    }

    private void claimHeld() {
        claim = claim.map(found -> new PersistentVolumeClaimBuilder(found).editMetadata().withFinalizers(SnapshotPlan.CLAIM).endMetadata().build());
    }

    private static final String AS_SOURCE = "finalizers [volumesnapshot-as-source-protection]";

    @Test
    void newSnapshotGetsTheDefaultClassHoldsItsClaimAndHasAContentMade() {
        assertEquals(List.of(AS_SOURCE, "class fast", "hold claim", "create by fast"), steps());
    }

    @Test
    void withoutOneDefaultClassNothingIsChosen() {
        classes = List.of(Objects.snapshotClass("fast", VolumeDriver.NAME, false), Objects.snapshotClass("tape", "other.example", true));
        assertEquals(List.of(AS_SOURCE, "SetDefaultSnapshotClassFailed: Failed to set default snapshot class with error cannot find default snapshot class"),
                steps());
        classes = List.of(Objects.snapshotClass("fast", VolumeDriver.NAME, true), Objects.snapshotClass("slow", VolumeDriver.NAME, true));
        assertEquals(List.of(AS_SOURCE, "SetDefaultSnapshotClassFailed: Failed to set default snapshot class with error 2 default snapshot classes were found"),
                steps());
        snapshot = Objects.snapshot("monday", "'persistentVolumeClaimName':'data'", ",'volumeSnapshotClassName':'slow'");
        assertEquals(List.of(AS_SOURCE, "hold claim", "create by slow"), steps());
        snapshot = Objects.snapshot("monday", "'persistentVolumeClaimName':'data'", ",'volumeSnapshotClassName':'none'");
        assertEquals(List.of(AS_SOURCE, "GetSnapshotClassFailed: Failed to get snapshot class with error volumesnapshotclass.snapshot.storage.k8s.io \"none\" "
                + "not found"), steps());
    }

    @Test
    void ofWhatIsNoVolumeNoneIsTakenAndTheClaimIsNotHeld() {
        snapshot = Objects.snapshot("monday", "'persistentVolumeClaimName':'data'", ",'volumeSnapshotClassName':'fast'");
        String failed = "SnapshotContentCreationFailed: Failed to create snapshot content with error ";
        claim = claim.map(found -> new PersistentVolumeClaimBuilder(found).editStatus().withPhase("Pending").endStatus().build());
        assertEquals(List.of(AS_SOURCE, failed + "failed to get input parameters to create snapshot monday: \"the PVC data is not yet bound to a PV, will not "
                + "attempt to take a snapshot\""), steps());
        claim = Optional.of(new PersistentVolumeClaimBuilder(Objects.claim()).editMetadata().withUid("later").endMetadata().build());
        assertEquals(List.of(AS_SOURCE, failed + "failed to get input parameters to create snapshot monday: \"claim in dataSource not bound or invalid\""),
                steps());
        claim = Optional.empty();
        volume = Optional.empty();
        assertEquals(List.of(AS_SOURCE, failed + "snapshot controller failed to update monday on API server: cannot get claim from snapshot"), steps());
    }

    @Test
    void otherDriversSnapshotsAreTheirControllers() {
        volume = Optional.of(Objects.volume("other.example"));
        classes = List.of(Objects.snapshotClass("tape", "other.example", true));
        assertEquals(List.of(), steps());
        terminating(SnapshotPlan.AS_SOURCE);
        assertEquals(List.of(), steps());
    }

    @Test
    void contentIsSaidAndTheSnapshotHeldUntilItsContentIsGone() {
        content = Optional.of(Objects.content("snapcontent-uid-monday", "monday", "uid-monday", OF_VOLUME, READY));

        assertEquals(List.of("finalizers [volumesnapshot-as-source-protection, volumesnapshot-bound-protection]", "say snapcontent-uid-monday"), steps());
    }

    @Test
    void claimIsReleasedOnceNothingIsTakenOfItAnyMore() {
        content = Optional.of(Objects.content("snapcontent-uid-monday", "monday", "uid-monday", OF_VOLUME, READY));
        snapshot.setAdditionalProperty("status", java.util.Map.of("readyToUse", true, "boundVolumeSnapshotContentName", "snapcontent-uid-monday"));
        held();
        claimHeld();

        assertEquals(List.of("release claim", "say snapcontent-uid-monday"), steps());
        claimNeeded = true;
        assertEquals(List.of("say snapcontent-uid-monday"), steps());
    }

    @Test
    void snapshotThatIsThereAlreadyIsBoundToTheContentThatNamesIt() {
        snapshot = Objects.snapshot("old", "'volumeSnapshotContentName':'kept'", "");
        held();
        assertEquals(List.of("SnapshotContentMissing: VolumeSnapshotContent is missing"), steps());
        content = Optional.of(Objects.content("kept", "old", "", "'snapshotHandle':'c1_snapshot-1'", ""));
        assertEquals(List.of("bind kept", "say kept"), steps());
        content = Optional.of(Objects.content("kept", "old", "uid-old", "'snapshotHandle':'c1_snapshot-1'", ""));
        assertEquals(List.of("say kept"), steps());
        content = Optional.of(Objects.content("kept", "old", "uid-of-an-older-one", "'snapshotHandle':'c1_snapshot-1'", ""));
        assertEquals(List.of("SnapshotContentMisbound: VolumeSnapshotContent [kept] is bound to a different snapshot"), steps());
        content = Optional.of(Objects.content("kept", "old", "uid-old", OF_VOLUME, ""));
        assertEquals(List.of("SnapshotContentMismatch: VolumeSnapshotContent is dynamically provisioned while expecting a pre-provisioned one"), steps());
    }

    @Test
    void contentOfTheNameThatAnotherMadeIsNotTaken() {
        held();
        content = Optional.of(Objects.content("snapcontent-uid-monday", "monday", "", OF_VOLUME, ""));
        assertEquals(List.of("SnapshotContentMisbound: VolumeSnapshotContent [snapcontent-uid-monday] is bound to a different snapshot"), steps());
        content = Optional.of(Objects.content("snapcontent-uid-monday", "monday", "uid-monday", "'snapshotHandle':'c1_x'", ""));
        assertEquals(List.of("SnapshotContentMismatch: VolumeSnapshotContent snapcontent-uid-monday is pre-provisioned while expecting a dynamically "
                + "provisioned one"), steps());
    }

    @Test
    void readySnapshotWhoseContentIsGoneSaysSo() {
        snapshot.setAdditionalProperty("status", java.util.Map.of("readyToUse", true));
        held();

        assertEquals(List.of("SnapshotContentMissing: VolumeSnapshotContent is missing"), steps());
    }

    @Test
    void deletedSnapshotTakesItsContentWithItAndGoesAfterIt() {
        content = Optional.of(Objects.content("snapcontent-uid-monday", "monday", "uid-monday", OF_VOLUME, READY));
        terminating(SnapshotPlan.AS_SOURCE, SnapshotPlan.BOUND);
        claimHeld();

        assertEquals(List.of("release claim", "mark snapcontent-uid-monday", "delete snapcontent-uid-monday", "finalizers [volumesnapshot-bound-protection]"),
                steps());
        content = Optional.empty();
        assertEquals(List.of("release claim", "finalizers []"), steps());
    }

    @Test
    void contentThatIsToBeRetainedStays() {
        GenericKubernetesResource retained = Objects.content("snapcontent-uid-monday", "monday", "uid-monday", OF_VOLUME, READY);
        retained.<java.util.Map<String, Object>>get("spec").put("deletionPolicy", "Retain");
        content = Optional.of(retained);
        terminating(SnapshotPlan.AS_SOURCE, SnapshotPlan.BOUND);

        assertEquals(List.of("mark snapcontent-uid-monday", "finalizers []"), steps());
    }

    @Test
    void contentOfAnotherSnapshotIsNotDeleted() {
        content = Optional.of(Objects.content("snapcontent-uid-monday", "monday", "uid-other", OF_VOLUME, READY));
        terminating(SnapshotPlan.AS_SOURCE);

        assertEquals(List.of("finalizers []"), steps());
    }

    @Test
    void snapshotStaysWhileAVolumeIsMadeOfIt() {
        content = Optional.of(Objects.content("snapcontent-uid-monday", "monday", "uid-monday", OF_VOLUME, READY));
        terminating(SnapshotPlan.AS_SOURCE, SnapshotPlan.BOUND);
        restoring = true;

        assertEquals(List.of("SnapshotDeletePending: Snapshot is being used to restore a PVC"), steps());
    }

    /// The definition is the tenant's: it may let anything pass.
    @Test
    void sourceIsExactlyOne() {
        for (String source : List.of("", "'persistentVolumeClaimName':'data','volumeSnapshotContentName':'kept'", "'persistentVolumeClaimName':[]")) {
            snapshot = Objects.snapshot("odd", source, "");
            assertEquals(List.of("SnapshotValidationError: Exactly one of PersistentVolumeClaimName and VolumeSnapshotContentName should be specified"),
                    steps());
        }
    }
}
