package dev.marina.csi.rpc;

import dev.marina.csi.v1.ControllerExpandVolumeRequest;
import dev.marina.csi.v1.ControllerExpandVolumeResponse;
import dev.marina.csi.volume.NoRoom;
import dev.marina.csi.volume.VolumeRecord;
import java.util.Optional;

/// Gives a volume more room; the file system in it grows with NodeExpandVolume, or when it is next mounted there.
public record ControllerExpandVolume(Storage storage) implements Rpc<ControllerExpandVolumeRequest, ControllerExpandVolumeResponse> {

    @Override
    public ControllerExpandVolumeResponse handle(ControllerExpandVolumeRequest request) {
        VolumeRecord volume = storage.require(request.getVolumeId());
        if (!request.hasCapacityRange()) {
            throw CsiFailure.missing("Capacity range");
        }
        long bytes = Storage.size(request.getCapacityRange());
        return storage.alone(volume.id(), () -> {
            long larger = Math.max(bytes, volume.bytes());
            try {
                storage.backend().expand(volume.volumeId(), larger, Optional.empty());
            } catch (NoRoom full) {
                throw CsiFailure.exhausted(full.getMessage());
            }
            storage.states().put(storage.require(volume.id()).withBytes(larger));
            return ControllerExpandVolumeResponse.newBuilder().setCapacityBytes(larger).setNodeExpansionRequired(true).build();
        });
    }
}
