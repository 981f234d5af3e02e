package dev.marina.csi.rpc;

import dev.marina.csi.v1.NodeUnstageVolumeRequest;
import dev.marina.csi.v1.NodeUnstageVolumeResponse;
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
            storage.backend().detach(Path.of(request.getStagingTargetPath()));
            return NodeUnstageVolumeResponse.getDefaultInstance();
        });
    }
}
