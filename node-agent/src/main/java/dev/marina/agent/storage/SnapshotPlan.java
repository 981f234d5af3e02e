package dev.marina.agent.storage;

import dev.marina.csi.volume.VolumeId;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.util.Optional;

/// What a machine has to do about a snapshot's content, as csi-snapshotter does. pkg/sidecar-controller/snapshot_controller.go in
/// kubernetes-csi/external-snapshotter
sealed interface SnapshotPlan {

    /// It is as it should be, or another machine's or driver's.
    record Nothing() implements SnapshotPlan {}

    /// Keep what is in the volume.
    record Take() implements SnapshotPlan {}

    /// Look whether a snapshot that somebody names is here.
    record Find(String handle) implements SnapshotPlan {}

    /// Say why nothing will come of it.
    record Refuse(String reason, String message) implements SnapshotPlan {}

    /// @param handle of what is to be deleted; empty for one that no driver of this cluster gave
    record Delete(Optional<String> handle) implements SnapshotPlan {}

    /// Let the object go.
    record Release() implements SnapshotPlan {}

    /// Whom this is decided for.
    ///
    /// @param cluster whose handles are looked at: those that begin with another's id are nobody's
    record Place(String cluster, String driver, String topologyKey, String machine) {

        boolean ours(String handle) {
            return handle.startsWith(cluster + "_") && VolumeId.valid(handle);
        }

        boolean here(PersistentVolume volume) {
            return ProvisioningPlan.here(volume, driver, topologyKey, machine);
        }
    }

    /// @param volumeHere whether the volume that the content names lies on this machine, as far as volume objects say
    static SnapshotPlan of(SnapshotContent content, Place place, boolean volumeHere) {
        if (!content.driver().equals(place.driver())) {
            return new Nothing();
        }
        if (content.annotations().containsKey(GroupContent.HANDLE)) {
            return ofGroup(content);
        }
        String machine = content.labels().getOrDefault(place.topologyKey(), "");
        boolean here = machine.isEmpty() ? volumeHere || content.volumeHandle().isEmpty() : machine.equals(place.machine());
        boolean creating = content.annotations().containsKey(SnapshotContent.BEING_CREATED);
        if (content.deleting() && !(creating && here && place.ours(content.volumeHandle()))) {
            return deleting(content, place, here, creating);
        }
        if (content.ready() && !creating) {
            return new Nothing();
        }
        return content.volumeHandle().isEmpty() ? found(content, place, here) : taken(content, place, here);
    }

    /// One that was taken with others is taken and goes with its group.
    private static SnapshotPlan ofGroup(SnapshotContent content) {
        return content.deleting() && content.annotations().containsKey(SnapshotContent.BEING_DELETED)
                && content.finalizers().contains(SnapshotContent.FINALIZER) ? new Release() : new Nothing();
    }

    private static SnapshotPlan deleting(SnapshotContent content, Place place, boolean here, boolean creating) {
        boolean unbound = !content.snapshotHandle().isEmpty() && content.snapshotUid().isEmpty();
        boolean due = unbound || !creating && content.annotations().containsKey(SnapshotContent.BEING_DELETED);
        if (!due || !content.finalizers().contains(SnapshotContent.FINALIZER)) {
            return new Nothing();
        }
        if (!content.deletionPolicy().equals("Delete") || content.handle().isEmpty()) {
            return new Release();
        }
        if (!place.ours(content.handle())) {
            return new Delete(Optional.empty());
        }
        return here ? new Delete(Optional.of(content.handle())) : new Nothing();
    }

    private static SnapshotPlan taken(SnapshotContent content, Place place, boolean here) {
        if (!place.ours(content.volumeHandle())) {
            return refuse(content, "SnapshotCreationFailed",
                    "Failed to create snapshot: volume handle \"%s\" is not one of this cluster".formatted(content.volumeHandle()));
        }
        if (!here || content.snapshotUid().isEmpty()) {
            return new Nothing();
        }
        return content.className().isEmpty()
                ? refuse(content, "SnapshotCreationFailed", "Failed to create snapshot: failed to take snapshot %s without a snapshot class"
                        .formatted(content.name()))
                : new Take();
    }

    /// Whoever may write such objects names what it likes.
    private static SnapshotPlan found(SnapshotContent content, Place place, boolean here) {
        if (content.snapshotHandle().isEmpty()) {
            return new Nothing();
        }
        if (!place.ours(content.snapshotHandle())) {
            return refuse(content, "SnapshotContentCheckandUpdateFailed", "Failed to check and update snapshot content: snapshot handle \"%s\" is not one of "
                    .formatted(content.snapshotHandle()) + "this cluster");
        }
        return here ? new Find(content.snapshotHandle()) : new Nothing();
    }

    /// Once.
    private static SnapshotPlan refuse(SnapshotContent content, String reason, String message) {
        return content.error().equals(message) ? new Nothing() : new Refuse(reason, message);
    }
}
