package dev.marina.controllers.snapshot;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;

/// One thing that has to be done about a snapshot.
sealed interface SnapshotStep {

    /// Keeps the claim while it is being copied.
    record HoldClaim(PersistentVolumeClaim claim) implements SnapshotStep {}

    record ReleaseClaim(PersistentVolumeClaim claim) implements SnapshotStep {}

    /// @param finalizers all that the snapshot is to have
    record Finalizers(List<String> finalizers) implements SnapshotStep {}

    record SetClass(String name) implements SnapshotStep {}

    record CreateContent(SnapshotObject snapshotClass, PersistentVolume volume) implements SnapshotStep {}

    /// Says in the content which snapshot of the name it is.
    record Bind(SnapshotObject content) implements SnapshotStep {}

    /// Says of the snapshot what its content says.
    record SayStatus(SnapshotObject content) implements SnapshotStep {}

    /// So that whoever has the volume deletes what was kept, if the policy says so, once the content is deleted.
    record MarkDeleted(SnapshotObject content) implements SnapshotStep {}

    record DeleteContent(SnapshotObject content) implements SnapshotStep {}

    /// In the status, and as an event when it is new.
    record Fail(String reason, String message) implements SnapshotStep {}

    /// An event only.
    record Warn(String reason, String message) implements SnapshotStep {}
}
