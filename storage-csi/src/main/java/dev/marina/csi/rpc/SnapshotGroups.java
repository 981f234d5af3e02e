package dev.marina.csi.rpc;

import dev.marina.csi.v1.VolumeGroupSnapshot;
import dev.marina.csi.volume.GroupRecord;
import dev.marina.csi.volume.SnapshotId;
import dev.marina.csi.volume.VolumeId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// What the RPCs about snapshots that were taken together share.
record SnapshotGroups(Storage storage) {

    /// Calls about one group take turns.
    <T> T alone(String id, Supplier<T> work) {
        return storage.alone("group/" + id, work);
    }

    Optional<GroupRecord> find(String id) {
        return findAny(id).filter(group -> !group.unfinished());
    }

    /// Also one that was not finished.
    Optional<GroupRecord> findAny(String id) {
        return VolumeId.valid(id) ? storage.states().groups().find(new SnapshotId(id)) : Optional.empty();
    }

    /// The group's record goes last: as long as it is there, somebody knows that there is something to delete.
    void remove(GroupRecord group) {
        group.snapshots().forEach(id -> storage.aloneWithSnapshot(id, () -> {
            SnapshotId snapshot = new SnapshotId(id);
            storage.backend().delete(snapshot);
            storage.states().snapshots().remove(snapshot);
            return id;
        }));
        storage.states().groups().remove(group.groupId());
    }

    /// Who names snapshots means those of the group, and no others.
    static void requireSame(GroupRecord group, List<String> named) {
        if (!Set.copyOf(group.snapshots()).equals(Set.copyOf(named))) {
            throw CsiFailure.invalid("group snapshot %s is of the snapshots %s, and the request names %s".formatted(group.id(), group.snapshots(), named));
        }
    }

    VolumeGroupSnapshot describe(GroupRecord group) {
        VolumeGroupSnapshot.Builder described = VolumeGroupSnapshot.newBuilder().setGroupSnapshotId(group.id())
                .setCreationTime(Storage.time(group.takenMillis())).setReadyToUse(true);
        group.snapshots().forEach(id -> described.addSnapshots(Storage.describe(storage.requireSnapshot(id))));
        return described.build();
    }
}
