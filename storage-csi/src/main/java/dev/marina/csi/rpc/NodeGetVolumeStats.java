package dev.marina.csi.rpc;

import dev.marina.csi.v1.NodeGetVolumeStatsRequest;
import dev.marina.csi.v1.NodeGetVolumeStatsResponse;
import dev.marina.csi.v1.VolumeUsage;
import java.io.File;

/// How full a volume is.
public record NodeGetVolumeStats(Storage storage) implements Rpc<NodeGetVolumeStatsRequest, NodeGetVolumeStatsResponse> {

    @Override
    public NodeGetVolumeStatsResponse handle(NodeGetVolumeStatsRequest request) {
        storage.require(request.getVolumeId());
        if (request.getVolumePath().isEmpty()) {
            throw CsiFailure.missing("Volume path");
        }
        File path = new File(request.getVolumePath());
        if (!path.exists()) {
            throw CsiFailure.notFound(request.getVolumeId() + " at " + path);
        }
        long total = path.getTotalSpace();
        long available = path.getUsableSpace();
        return NodeGetVolumeStatsResponse.newBuilder().addUsage(VolumeUsage.newBuilder().setUnit(VolumeUsage.Unit.BYTES).setTotal(total)
                .setAvailable(available).setUsed(total - path.getFreeSpace())).build();
    }
}
