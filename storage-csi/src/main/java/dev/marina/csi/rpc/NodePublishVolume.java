package dev.marina.csi.rpc;

import dev.marina.csi.v1.NodePublishVolumeRequest;
import dev.marina.csi.v1.NodePublishVolumeResponse;
import dev.marina.csi.v1.VolumeCapability;
import dev.marina.csi.volume.Binds;
import dev.marina.csi.volume.VolumeBackend;
import dev.marina.csi.volume.VolumeRecord;
import dev.marina.linux.MountTable;
import java.nio.file.Path;
import java.util.Optional;

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
        storage.requireSupported(volume, request.getVolumeCapability());
        Path staging = volume.block() ? VolumeBackend.deviceFile(Path.of(request.getStagingTargetPath())) : Path.of(request.getStagingTargetPath());
        Path target = Path.of(request.getTargetPath());
        return storage.alone(volume.id(), () -> {
            MountTable.Mounted staged = MountTable.find(staging)
                    .orElseThrow(() -> CsiFailure
                            .precondition("volume %s is not staged at %s".formatted(volume.id(), request.getStagingTargetPath())));
            if (request.getVolumeCapability().getAccessMode().getMode() == VolumeCapability.AccessMode.Mode.SINGLE_NODE_SINGLE_WRITER) {
                requireUnshared(volume, staged, target);
            }
            Optional<MountTable.Mounted> present = MountTable.find(target);
            if (present.isEmpty() && volume.block()) {
                // Read-only or not is for who lets a workload have the device: a mount of its file decides nothing.
                Binds.bindFile(staging, target);
            } else if (present.isEmpty()) {
                Binds.bind(staging, target, request.getReadonly());
            } else if (!present.get().device().equals(staged.device()) || volume.block() && !present.get().root().equals(staged.root())
                    || present.get().readOnly() && !request.getReadonly()) {
                throw CsiFailure.alreadyExists("something else is mounted at %s".formatted(target));
            } else if (!volume.block() && request.getReadonly() && !present.get().readOnly()) {
                Binds.makeReadOnly(target);
            }
            return NodePublishVolumeResponse.getDefaultInstance();
        });
    }

    private static void requireUnshared(VolumeRecord volume, MountTable.Mounted staged, Path target) {
        boolean shared = MountTable.read().stream().anyMatch(other -> other.device().equals(staged.device()) && other.root().equals(staged.root())
                && !other.target().equals(staged.target()) && !other.target().equals(target));
        if (shared) {
            throw CsiFailure.precondition("volume %s is published elsewhere and this access mode does not share it".formatted(volume.id()));
        }
    }
}
