package dev.marina.csi.rpc;

import dev.marina.csi.v1.NodeExpandVolumeRequest;
import dev.marina.csi.v1.NodeExpandVolumeResponse;
import dev.marina.csi.volume.VolumeRecord;
import java.nio.file.Path;
import java.util.Optional;

/// Grows the mounted file system to the volume's size.
public record NodeExpandVolume(Storage storage) implements Rpc<NodeExpandVolumeRequest, NodeExpandVolumeResponse> {

    @Override
    public NodeExpandVolumeResponse handle(NodeExpandVolumeRequest request) {
        VolumeRecord volume = storage.require(request.getVolumeId());
        if (request.getVolumePath().isEmpty()) {
            throw CsiFailure.missing("Volume path");
        }
        return storage.alone(volume.id(), () -> {
            storage.backend().expand(volume.volumeId(), volume.bytes(), Optional.of(Path.of(request.getVolumePath())));
            return NodeExpandVolumeResponse.newBuilder().setCapacityBytes(volume.bytes()).build();
        });
    }
}
