package dev.marina.scheduler.plugin;

import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.SchedulerPlugin;

/// Prefers nodes that have the pod's images.
public final class ImageLocality implements SchedulerPlugin.Score {

    @Override
    public String name() {
        return "ImageLocality";
    }

    @Override
    public boolean scoresByNodeAlone() {
        return true;
    }

    @Override
    public int score(Cycle cycle, NodeState node) {
        int images = cycle.pod().images().size();
        return images == 0 ? 0 : (int) (100 * cycle.pod().images().stream().filter(node::hasImage).count() / images);
    }
}
