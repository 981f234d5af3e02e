package dev.marina.csi.rpc;

import dev.marina.csi.v1.NodePublishVolumeRequest;
import dev.marina.csi.v1.NodePublishVolumeResponse;
import dev.marina.csi.volume.Binds;
import dev.marina.csi.volume.MountTable;
import dev.marina.csi.volume.VolumeRecord;
import java.nio.file.Path;
import java.util.List;

/// Shows a staged volume at a target path, for one workload.
public record NodePublishVolume(Storage storage) implements Rpc<NodePublishVolumeRequest, NodePublishVolumeResponse> {

    @Override
    public NodePublishVolumeResponse handle(NodePublishVolumeRequest request) {
        VolumeRecord volume = storage.require(request.getVolumeId());
        if (request.getTargetPath().isEmpty()) {
            throw CsiFailure.missing("Target path");
        }
        if (request.getStagingTargetPath().isEmpty()) {
            throw CsiFailure.precondition("volume %s is not staged: staging target path is missing".formatted(volume.id()));
        }
        if (!request.hasVolumeCapability()) {
            throw CsiFailure.missing("Volume capability");
        }
        Storage.unsupported(List.of(request.getVolumeCapability())).ifPresent(why -> {
            throw CsiFailure.invalid(why);
        });
        Path staging = Path.of(request.getStagingTargetPath());
        Path target = Path.of(request.getTargetPath());
        return storage.alone(volume.volumeId(), () -> {
            MountTable.Mounted staged = MountTable.find(staging)
                    .orElseThrow(() -> CsiFailure.precondition("volume %s is not staged at %s".formatted(volume.id(), staging)));
            MountTable.find(target).ifPresentOrElse(present -> {
                if (!present.device().equals(staged.device()) || present.readOnly() != request.getReadonly()) {
                    throw CsiFailure.alreadyExists("something else is mounted at %s".formatted(target));
                }
            }, () -> Binds.bind(staging, target, request.getReadonly()));
            return NodePublishVolumeResponse.getDefaultInstance();
        });
    }
}
