package dev.marina.controllers.snapshot;

import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import java.util.List;
import java.util.Optional;

/// What the plan for one snapshot looks at.
///
/// @param content of the name that the snapshot's has
/// @param claim that it is to be taken of
/// @param volume that this claim names
/// @param claimNeeded whether another snapshot is still to be taken of the claim
/// @param restoring whether a claim waits for a volume that is to be made of the snapshot
/// @param holder name of the group that it was taken with, as long as nobody deletes that one
record SnapshotWorld(SnapshotObject snapshot, Optional<SnapshotObject> content, List<SnapshotObject> classes, Optional<PersistentVolumeClaim> claim,
        Optional<PersistentVolume> volume, boolean claimNeeded, boolean restoring, Optional<String> holder) {

    static SnapshotWorld of(Snapshot snapshot, GenericKubernetesResource resource) {
        SnapshotObject object = SnapshotObject.of(resource);
        Optional<PersistentVolumeClaim> claim = snapshot.find(Types.CLAIMS, object.namespace(), object.claim());
        return new SnapshotWorld(object, snapshot.find(SnapshotTypes.CONTENTS, "", object.contentName()).map(SnapshotObject::of),
                snapshot.list(SnapshotTypes.CLASSES, "").stream().map(SnapshotObject::of).toList(), claim,
                claim.flatMap(found -> snapshot.find(Types.VOLUMES, "", Optional.ofNullable(found.getSpec().getVolumeName()).orElse(""))),
                claim.isPresent() && snapshot.any(SnapshotTypes.SNAPSHOTS, object.namespace(), other -> needs(SnapshotObject.of(other), object)),
                object.terminating() && snapshot.any(Types.CLAIMS, object.namespace(), each -> restores(each, object)), holder(snapshot, object));
    }

    private static boolean needs(SnapshotObject other, SnapshotObject object) {
        return !other.uid().equals(object.uid()) && other.claim().equals(object.claim()) && !other.ready() && !other.terminating();
    }

    private static Optional<String> holder(Snapshot snapshot, SnapshotObject object) {
        if (!object.inGroup()) {
            return Optional.empty();
        }
        return object.resource().getMetadata().getOwnerReferences().stream()
                .filter(owner -> snapshot.find(SnapshotTypes.GROUPS, object.namespace(), owner.getName()).map(SnapshotObject::of)
                        .filter(group -> group.uid().equals(owner.getUid()) && !group.terminating()).isPresent())
                .map(OwnerReference::getName).findFirst();
    }

    static boolean restores(PersistentVolumeClaim claim, SnapshotObject snapshot) {
        TypedLocalObjectReference source = claim.getSpec().getDataSource();
        return source != null && snapshot.name().equals(source.getName()) && "VolumeSnapshot".equals(source.getKind())
                && SnapshotTypes.GROUP.equals(source.getApiGroup()) && claim.getStatus() != null && "Pending".equals(claim.getStatus().getPhase());
    }
}
