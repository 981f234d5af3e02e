package dev.marina.csi.rpc;

import dev.marina.csi.v1.DeleteSnapshotRequest;
import dev.marina.csi.v1.DeleteSnapshotResponse;
import dev.marina.csi.volume.SnapshotRecord;

/// Deletes a snapshot. An unknown one is success, whatever its id looks like; volumes that were made of it are their own. One of a group goes with its group.
public record DeleteSnapshot(Storage storage) implements Rpc<DeleteSnapshotRequest, DeleteSnapshotResponse> {

    @Override
    public DeleteSnapshotResponse handle(DeleteSnapshotRequest request) {
        if (request.getSnapshotId().isEmpty()) {
            throw CsiFailure.missing("Snapshot ID");
        }
        storage.findAnySnapshot(request.getSnapshotId()).ifPresent(known -> storage.aloneWithSnapshot(known.id(), () -> {
            requireAlone(known);
            storage.remove(known);
            return known;
        }));
        return DeleteSnapshotResponse.getDefaultInstance();
    }

    static void requireAlone(SnapshotRecord snapshot) {
        if (!snapshot.group().isEmpty()) {
            throw CsiFailure.invalid("snapshot %s is part of the group snapshot %s and goes with it".formatted(snapshot.id(), snapshot.group()));
        }
    }
}
