package dev.marina.csi.rpc;

import dev.marina.csi.v1.GetSnapshotRequest;
import dev.marina.csi.v1.GetSnapshotResponse;

/// What is known of one snapshot.
public record GetSnapshot(Storage storage) implements Rpc<GetSnapshotRequest, GetSnapshotResponse> {

    @Override
    public GetSnapshotResponse handle(GetSnapshotRequest request) {
        if (request.getSnapshotId().isEmpty()) {
            throw CsiFailure.missing("Snapshot ID");
        }
        return GetSnapshotResponse.newBuilder().setSnapshot(Storage.describe(storage.requireSnapshot(request.getSnapshotId()))).build();
    }
}
