package dev.marina.csi.rpc;

import dev.marina.csi.v1.NodeGetVolumeStatsRequest;
import dev.marina.csi.v1.NodeGetVolumeStatsResponse;
import dev.marina.csi.v1.VolumeCondition;
import dev.marina.csi.v1.VolumeUsage;
import dev.marina.csi.volume.VolumeRecord;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// How full a volume is, and whether it can be read.
public record NodeGetVolumeStats(Storage storage) implements Rpc<NodeGetVolumeStatsRequest, NodeGetVolumeStatsResponse> {

    @Override
    public NodeGetVolumeStatsResponse handle(NodeGetVolumeStatsRequest request) {
        VolumeRecord volume = storage.require(request.getVolumeId());
        if (request.getVolumePath().isEmpty()) {
            throw CsiFailure.missing("Volume path");
        }
        File path = new File(request.getVolumePath());
        if (!path.exists()) {
            throw CsiFailure.notFound(request.getVolumeId() + " at " + path);
        }
        if (volume.block()) {
            // What of it is in use is for its writers to know.
            return NodeGetVolumeStatsResponse.newBuilder().addUsage(VolumeUsage.newBuilder().setUnit(VolumeUsage.Unit.BYTES).setTotal(volume.bytes()))
                    .setVolumeCondition(VolumeCondition.newBuilder().setMessage("the volume is there")).build();
        }
        long total = path.getTotalSpace();
        long available = path.getUsableSpace();
        return NodeGetVolumeStatsResponse.newBuilder().addUsage(VolumeUsage.newBuilder().setUnit(VolumeUsage.Unit.BYTES).setTotal(total)
                .setAvailable(available).setUsed(total - path.getFreeSpace())).setVolumeCondition(condition(path)).build();
    }

    /// A file system that has shut itself down answers no question about what is in it.
    private static VolumeCondition condition(File path) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path.toPath())) {
            entries.iterator().hasNext();
            return VolumeCondition.newBuilder().setMessage("the volume can be read").build();
        } catch (IOException | DirectoryIteratorException failure) {
            return VolumeCondition.newBuilder().setAbnormal(true).setMessage("the volume cannot be read: " + failure.getMessage()).build();
        }
    }
}
