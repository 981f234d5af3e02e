package dev.marina.csi.rpc;

import dev.marina.csi.v1.ControllerGetVolumeRequest;
import dev.marina.csi.v1.ControllerGetVolumeResponse;
import dev.marina.csi.v1.VolumeCondition;
import dev.marina.csi.volume.VolumeRecord;

/// What is known of one volume, and whether its content is where it should be.
public record ControllerGetVolume(Storage storage) implements Rpc<ControllerGetVolumeRequest, ControllerGetVolumeResponse> {

    @Override
    public ControllerGetVolumeResponse handle(ControllerGetVolumeRequest request) {
        VolumeRecord volume = storage.require(request.getVolumeId());
        return ControllerGetVolumeResponse.newBuilder().setVolume(storage.describe(volume))
                .setStatus(ControllerGetVolumeResponse.VolumeStatus.newBuilder().setVolumeCondition(condition(volume))).build();
    }

    private VolumeCondition condition(VolumeRecord volume) {
        boolean there = storage.backend().exists(volume.volumeId());
        return VolumeCondition.newBuilder().setAbnormal(!there)
                .setMessage(there ? "the volume is there" : "the volume's content is not on machine %s any more".formatted(storage.machine())).build();
    }
}
