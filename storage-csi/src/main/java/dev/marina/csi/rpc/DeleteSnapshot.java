package dev.marina.csi.rpc;

import dev.marina.csi.v1.DeleteSnapshotRequest;
import dev.marina.csi.v1.DeleteSnapshotResponse;

/// Deletes a snapshot. An unknown one is success, whatever its id looks like; volumes that were made of it are their own.
public record DeleteSnapshot(Storage storage) implements Rpc<DeleteSnapshotRequest, DeleteSnapshotResponse> {

    @Override
    public DeleteSnapshotResponse handle(DeleteSnapshotRequest request) {
        if (request.getSnapshotId().isEmpty()) {
            throw CsiFailure.missing("Snapshot ID");
        }
        storage.findAnySnapshot(request.getSnapshotId()).ifPresent(known -> storage.aloneWithSnapshot(known.id(), () -> {
            storage.remove(known);
            return known;
        }));
        return DeleteSnapshotResponse.getDefaultInstance();
    }
}
