package dev.marina.csi.rpc;

import dev.marina.csi.v1.NodeStageVolumeRequest;
import dev.marina.csi.v1.NodeStageVolumeResponse;
import dev.marina.csi.volume.VolumeRecord;
import java.nio.file.Path;
import java.util.List;

/// Makes the volume's files appear at the staging path, once for all that use it on this machine.
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
        Storage.unsupported(List.of(request.getVolumeCapability())).ifPresent(why -> {
            throw CsiFailure.invalid(why);
        });
        return storage.alone(volume.id(), () -> {
            storage.backend().attach(volume.volumeId(), Path.of(request.getStagingTargetPath()));
            return NodeStageVolumeResponse.getDefaultInstance();
        });
    }
}
