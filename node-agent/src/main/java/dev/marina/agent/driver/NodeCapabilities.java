package dev.marina.agent.driver;

import dev.marina.csi.v1.NodeGetCapabilitiesResponse;
import dev.marina.csi.v1.NodeServiceCapability.RPC.Type;
import dev.marina.csi.v1.VolumeCapability;
import dev.marina.csi.v1.VolumeCapability.AccessMode.Mode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a driver's node service can do, and how a volume is asked of one that can do that.
record NodeCapabilities(Set<Type> types) {

    static NodeCapabilities of(NodeGetCapabilitiesResponse said) {
        return new NodeCapabilities(said.getCapabilitiesList().stream().map(capability -> capability.getRpc().getType()).collect(Collectors.toSet()));
    }

    boolean stages() {
        return types.contains(Type.STAGE_UNSTAGE_VOLUME);
    }

    boolean expands() {
        return types.contains(Type.EXPAND_VOLUME);
    }

    boolean measures() {
        return types.contains(Type.GET_VOLUME_STATS);
    }

    boolean groups() {
        return types.contains(Type.VOLUME_MOUNT_GROUP);
    }

    VolumeCapability capability(WantedVolume volume, Optional<Long> fsGroup) {
        VolumeCapability.MountVolume.Builder mount = VolumeCapability.MountVolume.newBuilder().setFsType(volume.fsType())
                .addAllMountFlags(volume.mountOptions());
        if (groups()) {
            fsGroup.ifPresent(group -> mount.setVolumeMountGroup(Long.toString(group)));
        }
        return VolumeCapability.newBuilder().setMount(mount).setAccessMode(VolumeCapability.AccessMode.newBuilder().setMode(mode(volume.accessModes())))
                .build();
    }

    /// Of several modes the first counts, as upstream's. pkg/volume/csi/csi_client.go#asCSIAccessModeV1
    private Mode mode(List<String> accessModes) {
        boolean single = types.contains(Type.SINGLE_NODE_MULTI_WRITER);
        return switch (accessModes.isEmpty() ? "ReadWriteOnce" : accessModes.getFirst()) {
            case "ReadOnlyMany" -> Mode.MULTI_NODE_READER_ONLY;
            case "ReadWriteMany" -> Mode.MULTI_NODE_MULTI_WRITER;
            case "ReadWriteOncePod" -> single ? Mode.SINGLE_NODE_SINGLE_WRITER : Mode.SINGLE_NODE_WRITER;
            default -> single ? Mode.SINGLE_NODE_MULTI_WRITER : Mode.SINGLE_NODE_WRITER;
        };
    }
}
