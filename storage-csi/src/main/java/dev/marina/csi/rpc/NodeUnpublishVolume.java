package dev.marina.csi.rpc;

import dev.marina.csi.v1.NodeUnpublishVolumeRequest;
import dev.marina.csi.v1.NodeUnpublishVolumeResponse;
import dev.marina.csi.volume.Binds;
import java.nio.file.Path;

/// Undoes NodePublishVolume. Nothing published is success, an unknown volume too, whatever its id looks like.
public record NodeUnpublishVolume(Storage storage) implements Rpc<NodeUnpublishVolumeRequest, NodeUnpublishVolumeResponse> {

    @Override
    public NodeUnpublishVolumeResponse handle(NodeUnpublishVolumeRequest request) {
        if (request.getVolumeId().isEmpty()) {
            throw CsiFailure.missing("Volume ID");
        }
        if (request.getTargetPath().isEmpty()) {
            throw CsiFailure.missing("Target path");
        }
        return storage.alone(request.getVolumeId(), () -> {
            Binds.unbind(Path.of(request.getTargetPath()));
            return NodeUnpublishVolumeResponse.getDefaultInstance();
        });
    }
}
