package dev.marina.controllers.snapshot;

import static java.util.function.Predicate.not;

import dev.marina.model.VolumeDriver;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What has to be done next about a snapshot, in this order. pkg/common-controller/snapshot_controller.go in
/// kubernetes-csi/external-snapshotter, whose reasons and messages these are.
record SnapshotPlan(List<SnapshotStep> steps) {

    static final String AS_SOURCE = "snapshot.storage.kubernetes.io/volumesnapshot-as-source-protection";
    static final String BOUND = "snapshot.storage.kubernetes.io/volumesnapshot-bound-protection";
    static final String CONTENT = "snapshot.storage.kubernetes.io/volumesnapshotcontent-bound-protection";
    static final String IN_GROUP = "snapshot.storage.kubernetes.io/volumesnapshot-in-group-protection";
    static final String CLAIM = "snapshot.storage.kubernetes.io/pvc-as-source-protection";
    static final String BEING_DELETED = "snapshot.storage.kubernetes.io/volumesnapshot-being-deleted";
    static final String DEFAULT_CLASS = "snapshot.storage.kubernetes.io/is-default-class";
    private static final String MISSING = "SnapshotContentMissing";
    static final String CREATION_FAILED = "SnapshotContentCreationFailed";

    static SnapshotPlan of(SnapshotWorld world) {
        List<SnapshotStep> steps = new ArrayList<>();
        if (foreign(world)) {
            return new SnapshotPlan(steps);
        }
        boolean takes = !world.snapshot().claim().isEmpty() && !world.snapshot().ready() && !world.snapshot().terminating();
        if (!takes && !world.claimNeeded()) {
            world.claim().filter(claim -> claim.getMetadata().getFinalizers().contains(CLAIM))
                    .ifPresent(claim -> steps.add(new SnapshotStep.ReleaseClaim(claim)));
        }
        if (world.snapshot().terminating()) {
            delete(world, steps);
        } else {
            keep(world, steps);
        }
        return new SnapshotPlan(List.copyOf(steps));
    }

    /// Another driver's controller looks after it.
    private static boolean foreign(SnapshotWorld world) {
        return world.content().map(content -> content.text("spec", "driver"))
                .or(() -> snapshotClass(world, world.snapshot().className()).map(found -> found.text("driver")))
                .or(() -> world.volume().map(SnapshotPlan::driver)).filter(not(VolumeDriver.NAME::equals)).isPresent();
    }

    private static void delete(SnapshotWorld world, List<SnapshotStep> steps) {
        SnapshotObject snapshot = world.snapshot();
        Optional<SnapshotObject> content = world.content().filter(found -> found.of(snapshot));
        if (content.isPresent() && world.restoring()) {
            steps.add(new SnapshotStep.Warn("SnapshotDeletePending", "Snapshot is being used to restore a PVC"));
            return;
        }
        if (world.holder().isPresent()) {
            steps.add(new SnapshotStep.Warn("SnapshotDeletePending", ("deletion of the individual volume snapshot %s is not allowed as it belongs to group "
                    + "snapshot %s. Deleting the group snapshot will trigger the deletion of all the individual volume snapshots that are part of the group.")
                    .formatted(snapshot.name(), world.holder().get())));
            return;
        }
        boolean cascades = content.filter(found -> found.text("spec", "deletionPolicy").equals("Delete")).isPresent();
        content.filter(found -> !found.annotations().containsKey(BEING_DELETED)).ifPresent(found -> steps.add(new SnapshotStep.MarkDeleted(found)));
        if (cascades && !content.get().terminating()) {
            steps.add(new SnapshotStep.DeleteContent(content.get()));
        }
        finalizers(snapshot, List.of(), cascades ? List.of(AS_SOURCE, IN_GROUP) : List.of(AS_SOURCE, IN_GROUP, BOUND), steps);
    }

    private static void finalizers(SnapshotObject snapshot, List<String> more, List<String> less, List<SnapshotStep> steps) {
        List<String> wanted = new ArrayList<>(snapshot.finalizers());
        wanted.removeAll(less);
        more.stream().filter(not(wanted::contains)).forEach(wanted::add);
        if (!wanted.equals(snapshot.finalizers())) {
            steps.add(new SnapshotStep.Finalizers(wanted));
        }
    }

    private static void keep(SnapshotWorld world, List<SnapshotStep> steps) {
        SnapshotObject snapshot = world.snapshot();
        if (snapshot.inGroup() && snapshot.bound().isEmpty()) {
            // Its group's controller is about to say which its content is.
            return;
        }
        if (!snapshot.inGroup() && snapshot.claim().isEmpty() == snapshot.content().isEmpty()) {
            fail(steps, "SnapshotValidationError", "Exactly one of PersistentVolumeClaimName and VolumeSnapshotContentName should be specified");
            return;
        }
        boolean cascades = world.content().filter(content -> content.mayBe(snapshot) && content.text("spec", "deletionPolicy").equals("Delete")).isPresent();
        finalizers(snapshot, cascades ? List.of(AS_SOURCE, BOUND) : List.of(AS_SOURCE), List.of(), steps);
        if (world.content().isPresent()) {
            bound(snapshot, world.content().get(), steps);
        } else if (!snapshot.content().isEmpty() || snapshot.ready() || snapshot.inGroup()) {
            fail(steps, MISSING, "VolumeSnapshotContent is missing");
        } else {
            take(world, steps);
        }
    }

    private static void bound(SnapshotObject snapshot, SnapshotObject content, List<SnapshotStep> steps) {
        boolean dynamic = snapshot.content().isEmpty();
        if (dynamic ? !content.of(snapshot) : !content.mayBe(snapshot)) {
            if (snapshot.ready()) {
                fail(steps, "SnapshotMisbound", "VolumeSnapshotContent is not bound to the VolumeSnapshot correctly");
            } else {
                fail(steps, "SnapshotContentMisbound", "VolumeSnapshotContent [%s] is bound to a different snapshot".formatted(content.name()));
            }
            return;
        }
        boolean preprovisioned = !content.text("spec", "source", "snapshotHandle").isEmpty();
        if (dynamic && preprovisioned) {
            fail(steps, "SnapshotContentMismatch", "VolumeSnapshotContent %s is pre-provisioned while expecting a dynamically provisioned one"
                    .formatted(content.name()));
            return;
        }
        if (!dynamic && !preprovisioned) {
            fail(steps, "SnapshotContentMismatch", "VolumeSnapshotContent is dynamically provisioned while expecting a pre-provisioned one");
            return;
        }
        boolean unnamed = content.text("spec", "volumeSnapshotRef", "uid").isEmpty();
        boolean classless = content.className().isEmpty() && !snapshot.className().isEmpty();
        if (!content.terminating() && (unnamed || classless || !content.finalizers().contains(CONTENT))) {
            steps.add(new SnapshotStep.Bind(content));
        }
        steps.add(new SnapshotStep.SayStatus(content));
    }

    private static void take(SnapshotWorld world, List<SnapshotStep> steps) {
        SnapshotObject snapshot = world.snapshot();
        String chosen = snapshot.className();
        if (chosen.isEmpty()) {
            List<String> defaults = world.volume().map(volume -> defaults(world, driver(volume))).orElse(List.of());
            Optional<String> unchosen = unavailable(world).or(() -> defaults.size() == 1
                    ? Optional.empty()
                    : Optional.of(defaults.isEmpty() ? "cannot find default snapshot class" : defaults.size() + " default snapshot classes were found"));
            if (unchosen.isPresent()) {
                fail(steps, "SetDefaultSnapshotClassFailed", "Failed to set default snapshot class with error " + unchosen.get());
                return;
            }
            chosen = defaults.getFirst();
            steps.add(new SnapshotStep.SetClass(chosen));
        }
        Optional<SnapshotObject> snapshotClass = snapshotClass(world, chosen);
        if (snapshotClass.isEmpty()) {
            fail(steps, "GetSnapshotClassFailed", "Failed to get snapshot class with error volumesnapshotclass.%s \"%s\" not found"
                    .formatted(SnapshotTypes.GROUP, chosen));
            return;
        }
        Optional<String> unavailable = unavailable(world).or(() -> world.volume().filter(volume -> !driver(volume).equals(snapshotClass.get().text("driver")))
                .map(volume -> "the volume %s is of driver %s, and the class %s of %s".formatted(volume.getMetadata().getName(), driver(volume),
                        snapshotClass.get().name(), snapshotClass.get().text("driver"))));
        if (unavailable.isPresent()) {
            fail(steps, CREATION_FAILED, "Failed to create snapshot content with error " + unavailable.get());
            return;
        }
        world.claim().filter(claim -> !claim.getMetadata().getFinalizers().contains(CLAIM)).ifPresent(claim -> steps.add(new SnapshotStep.HoldClaim(claim)));
        steps.add(new SnapshotStep.CreateContent(snapshotClass.get(), world.volume().get()));
    }

    /// Why there is no volume to take a snapshot of.
    private static Optional<String> unavailable(SnapshotWorld world) {
        SnapshotObject snapshot = world.snapshot();
        if (world.claim().isEmpty()) {
            return Optional.of("snapshot controller failed to update %s on API server: cannot get claim from snapshot".formatted(snapshot.name()));
        }
        PersistentVolumeClaim claim = world.claim().get();
        if (claim.getMetadata().getDeletionTimestamp() != null) {
            return Optional.of("snapshot controller failed to update %s on API server: cannot add finalizer on claim because it is being deleted"
                    .formatted(snapshot.claim()));
        }
        String inputs = "failed to get input parameters to create snapshot %s: \"".formatted(snapshot.name()) + "%s\"";
        if (claim.getStatus() == null || !"Bound".equals(claim.getStatus().getPhase())) {
            return Optional.of(inputs.formatted("the PVC %s is not yet bound to a PV, will not attempt to take a snapshot".formatted(snapshot.claim())));
        }
        if (world.volume().isEmpty()) {
            return Optional.of(inputs.formatted("failed to retrieve PV %s from the API server".formatted(claim.getSpec().getVolumeName())));
        }
        PersistentVolume volume = world.volume().get();
        ObjectReference holder = volume.getSpec().getClaimRef();
        if (holder == null || !Objects.equals(holder.getUid(), claim.getMetadata().getUid())) {
            return Optional.of(inputs.formatted("claim in dataSource not bound or invalid"));
        }
        return volume.getSpec().getCsi() == null
                ? Optional.of("cannot find CSI PersistentVolumeSource for volume %s".formatted(volume.getMetadata().getName()))
                : Optional.empty();
    }

    private static String driver(PersistentVolume volume) {
        return volume.getSpec().getCsi() == null ? VolumeDriver.NAME : Objects.requireNonNullElse(volume.getSpec().getCsi().getDriver(), "");
    }

    private static Optional<SnapshotObject> snapshotClass(SnapshotWorld world, String name) {
        return world.classes().stream().filter(each -> each.name().equals(name)).findFirst();
    }

    private static List<String> defaults(SnapshotWorld world, String driver) {
        return world.classes().stream().filter(each -> each.text("driver").equals(driver) && "true".equals(each.annotations().get(DEFAULT_CLASS)))
                .map(SnapshotObject::name).sorted().toList();
    }

    private static void fail(List<SnapshotStep> steps, String reason, String message) {
        steps.add(new SnapshotStep.Fail(reason, message));
    }
}
