package dev.marina.csi.rpc;

import dev.marina.csi.v1.NodeStageVolumeRequest;
import dev.marina.csi.v1.NodeStageVolumeResponse;
import dev.marina.csi.volume.Attributes;
import dev.marina.csi.volume.VolumeRecord;
import java.nio.file.Path;

/// Makes the volume's files, or its device, appear at the staging path, once for all that use it on this machine.
public record NodeStageVolume(Storage storage) implements Rpc<NodeStageVolumeRequest, NodeStageVolumeResponse> {

    @Override
    public NodeStageVolumeResponse handle(NodeStageVolumeRequest request) {
        VolumeRecord volume = storage.require(request.getVolumeId());
        if (request.getStagingTargetPath().isEmpty()) {
            throw CsiFailure.missing("Staging target path");
        }
        if (!request.hasVolumeCapability()) {
            throw CsiFailure.missing("Volume capability");
        }
        storage.requireSupported(volume, request.getVolumeCapability());
        Path staging = Path.of(request.getStagingTargetPath());
        return storage.alone(volume.id(), () -> {
            if (volume.block()) {
                storage.backend().attachBlock(volume.volumeId(), volume.loopDevice(), staging);
            } else {
                storage.backend().attach(volume.volumeId(), staging);
            }
            storage.backend().tune(volume.volumeId(), Attributes.of(storage.require(volume.id()).attributes()));
            return NodeStageVolumeResponse.getDefaultInstance();
        });
    }
}
