package dev.marina.csi.rpc;

import dev.marina.csi.v1.DeleteVolumeGroupSnapshotRequest;
import dev.marina.csi.v1.DeleteVolumeGroupSnapshotResponse;

/// Deletes all snapshots of a group. An unknown one is success, whatever its id looks like; volumes that were made of them are their own.
public record DeleteVolumeGroupSnapshot(Storage storage) implements Rpc<DeleteVolumeGroupSnapshotRequest, DeleteVolumeGroupSnapshotResponse> {

    @Override
    public DeleteVolumeGroupSnapshotResponse handle(DeleteVolumeGroupSnapshotRequest request) {
        if (request.getGroupSnapshotId().isEmpty()) {
            throw CsiFailure.missing("Group snapshot ID");
        }
        SnapshotGroups groups = new SnapshotGroups(storage);
        groups.findAny(request.getGroupSnapshotId()).ifPresent(known -> groups.alone(known.id(), () -> {
            SnapshotGroups.requireSame(known, request.getSnapshotIdsList());
            groups.remove(known);
            return known;
        }));
        return DeleteVolumeGroupSnapshotResponse.getDefaultInstance();
    }
}
