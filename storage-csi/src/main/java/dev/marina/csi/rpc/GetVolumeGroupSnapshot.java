package dev.marina.csi.rpc;

import dev.marina.csi.v1.GetVolumeGroupSnapshotRequest;
import dev.marina.csi.v1.GetVolumeGroupSnapshotResponse;
import dev.marina.csi.volume.GroupRecord;

/// What is known of one group of snapshots.
public record GetVolumeGroupSnapshot(Storage storage) implements Rpc<GetVolumeGroupSnapshotRequest, GetVolumeGroupSnapshotResponse> {

    @Override
    public GetVolumeGroupSnapshotResponse handle(GetVolumeGroupSnapshotRequest request) {
        if (request.getGroupSnapshotId().isEmpty()) {
            throw CsiFailure.missing("Group snapshot ID");
        }
        SnapshotGroups groups = new SnapshotGroups(storage);
        GroupRecord group = groups.find(request.getGroupSnapshotId()).orElseThrow(() -> CsiFailure.groupNotFound(request.getGroupSnapshotId()));
        SnapshotGroups.requireSame(group, request.getSnapshotIdsList());
        return GetVolumeGroupSnapshotResponse.newBuilder().setGroupSnapshot(groups.describe(group)).build();
    }
}
