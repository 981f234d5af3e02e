package dev.marina.csi.rpc;

import dev.marina.csi.v1.ListVolumesRequest;
import dev.marina.csi.v1.ListVolumesResponse;
import dev.marina.csi.volume.VolumeRecord;
import java.util.List;

/// Lists volumes by id; a token is the last id that was given.
public record ListVolumes(Storage storage) implements Rpc<ListVolumesRequest, ListVolumesResponse> {

    @Override
    public ListVolumesResponse handle(ListVolumesRequest request) {
        if (request.getMaxEntries() < 0) {
            throw CsiFailure.invalid("max_entries must not be negative");
        }
        List<VolumeRecord> all = storage.states().list().stream()
                .filter(volume -> !volume.unfinished() && volume.id().compareTo(request.getStartingToken()) > 0)
                .sorted(java.util.Comparator.comparing(VolumeRecord::id)).toList();
        int count = request.getMaxEntries() == 0 ? all.size() : Math.min(all.size(), request.getMaxEntries());
        ListVolumesResponse.Builder response = ListVolumesResponse.newBuilder();
        all.subList(0, count).forEach(volume -> response.addEntries(ListVolumesResponse.Entry.newBuilder().setVolume(storage.describe(volume))));
        return count < all.size() ? response.setNextToken(all.get(count - 1).id()).build() : response.build();
    }
}
