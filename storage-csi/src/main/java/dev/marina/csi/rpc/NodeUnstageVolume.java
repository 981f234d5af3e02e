package dev.marina.csi.rpc;

import dev.marina.csi.v1.NodeUnstageVolumeRequest;
import dev.marina.csi.v1.NodeUnstageVolumeResponse;
import dev.marina.csi.volume.VolumeRecord;
import java.nio.file.Path;

/// Undoes NodeStageVolume. Nothing staged is success, an unknown volume too, whatever its id looks like.
public record NodeUnstageVolume(Storage storage) implements Rpc<NodeUnstageVolumeRequest, NodeUnstageVolumeResponse> {

    @Override
    public NodeUnstageVolumeResponse handle(NodeUnstageVolumeRequest request) {
        if (request.getVolumeId().isEmpty()) {
            throw CsiFailure.missing("Volume ID");
        }
        if (request.getStagingTargetPath().isEmpty()) {
            throw CsiFailure.missing("Staging target path");
        }
        return storage.alone(request.getVolumeId(), () -> {
            Path staging = Path.of(request.getStagingTargetPath());
            storage.findAny(request.getVolumeId()).filter(VolumeRecord::block).ifPresentOrElse(
                    volume -> storage.backend().detachBlock(volume.loopDevice(), staging), () -> storage.backend().detach(staging));
            return NodeUnstageVolumeResponse.getDefaultInstance();
        });
    }
}
