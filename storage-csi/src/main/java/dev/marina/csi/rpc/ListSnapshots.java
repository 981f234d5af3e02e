package dev.marina.csi.rpc;

import dev.marina.csi.v1.ListSnapshotsRequest;
import dev.marina.csi.v1.ListSnapshotsResponse;
import dev.marina.csi.volume.SnapshotRecord;
import java.util.List;

/// Lists snapshots by id: all, those of a volume, or one. Of what is not there none are listed.
public record ListSnapshots(Storage storage) implements Rpc<ListSnapshotsRequest, ListSnapshotsResponse> {

    @Override
    public ListSnapshotsResponse handle(ListSnapshotsRequest request) {
        String id = request.getSnapshotId();
        String volume = request.getSourceVolumeId();
        List<SnapshotRecord> known = id.isEmpty()
                ? storage.states().snapshots().list().stream().filter(snapshot -> !snapshot.unfinished()).toList()
                : storage.findSnapshot(id).stream().toList();
        Page<SnapshotRecord> page = Page.of(known.stream().filter(snapshot -> volume.isEmpty() || snapshot.volume().equals(volume)).toList(),
                SnapshotRecord::id, request.getMaxEntries(), request.getStartingToken());
        ListSnapshotsResponse.Builder response = ListSnapshotsResponse.newBuilder().setNextToken(page.next());
        page.items().forEach(snapshot -> response.addEntries(ListSnapshotsResponse.Entry.newBuilder().setSnapshot(Storage.describe(snapshot))));
        return response.build();
    }
}
