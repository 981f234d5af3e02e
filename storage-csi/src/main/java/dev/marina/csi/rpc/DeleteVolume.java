package dev.marina.csi.rpc;

import dev.marina.csi.v1.DeleteVolumeRequest;
import dev.marina.csi.v1.DeleteVolumeResponse;
import dev.marina.csi.volume.VolumeRecord;
import java.util.Optional;

/// Deletes a volume with what is in it. An unknown volume is success; one that is mounted stays.
public record DeleteVolume(Storage storage) implements Rpc<DeleteVolumeRequest, DeleteVolumeResponse> {

    @Override
    public DeleteVolumeResponse handle(DeleteVolumeRequest request) {
        Optional<VolumeRecord> volume = storage.findAny(request.getVolumeId());
        volume.ifPresent(known -> storage.alone(known.id(), () -> {
            if (storage.backend().attached(known.volumeId())) {
                throw CsiFailure.precondition("volume %s is in use".formatted(known.id()));
            }
            storage.remove(known);
            return known;
        }));
        return DeleteVolumeResponse.getDefaultInstance();
    }
}
