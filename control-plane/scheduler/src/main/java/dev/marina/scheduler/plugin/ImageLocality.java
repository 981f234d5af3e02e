package dev.marina.scheduler.plugin;

import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.PodImages;
import dev.marina.scheduler.SchedulerPlugin;

/// Prefers nodes that have the pod's images: the larger they are, and the more nodes have them, so that not all pods of an image come to the node that had
/// it first. Upstream 1.36's pkg/scheduler/framework/plugins/imagelocality/image_locality.go, where images of volumes count without a container's share.
public final class ImageLocality implements SchedulerPlugin.Score {

    private static final long MEGABYTE = 1024 * 1024;
    /// Whatever is smaller is fetched in no time.
    private static final long LEAST = 23 * MEGABYTE;
    private static final long MOST_PER_CONTAINER = 1000 * MEGABYTE;

    @Override
    public String name() {
        return "ImageLocality";
    }

    @Override
    public boolean prefers(Cycle cycle) {
        return cycle.pod().images().names().stream().anyMatch(image -> cycle.images().nodes(image) > 0);
    }

    /// How many nodes have an image is not the node's alone, but the node counts as changed when that has.
    @Override
    public boolean scoresByNodeAlone() {
        return true;
    }

    @Override
    public int score(Cycle cycle, NodeState node) {
        PodImages images = cycle.pod().images();
        long most = MOST_PER_CONTAINER * images.containers();
        long sum = 0;
        for (String image : images.names()) {
            double share = (double) cycle.images().nodes(image) / cycle.nodes().size();
            sum = Math.min(most, sum + Math.min(most, (long) (node.imageBytes(image) * share)));
        }
        return (int) (100 * (Math.max(sum, LEAST) - LEAST) / (most - LEAST));
    }
}
