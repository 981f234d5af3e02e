package dev.marina.csi.rpc;

import dev.marina.csi.v1.ListVolumesRequest;
import dev.marina.csi.v1.ListVolumesResponse;
import dev.marina.csi.volume.VolumeRecord;

/// Lists volumes by id.
public record ListVolumes(Storage storage) implements Rpc<ListVolumesRequest, ListVolumesResponse> {

    @Override
    public ListVolumesResponse handle(ListVolumesRequest request) {
        Page<VolumeRecord> page = Page.of(storage.states().list().stream().filter(volume -> !volume.unfinished()).toList(), VolumeRecord::id,
                request.getMaxEntries(), request.getStartingToken());
        ListVolumesResponse.Builder response = ListVolumesResponse.newBuilder().setNextToken(page.next());
        page.items().forEach(volume -> response.addEntries(ListVolumesResponse.Entry.newBuilder().setVolume(storage.describe(volume))));
        return response.build();
    }
}
