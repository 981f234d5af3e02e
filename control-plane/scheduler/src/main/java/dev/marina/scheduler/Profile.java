package dev.marina.scheduler;

import dev.marina.scheduler.plugin.ImageLocality;
import dev.marina.scheduler.plugin.InterPodAffinity;
import dev.marina.scheduler.plugin.NodeAffinity;
import dev.marina.scheduler.plugin.NodeName;
import dev.marina.scheduler.plugin.NodePorts;
import dev.marina.scheduler.plugin.NodeResourcesBalancedAllocation;
import dev.marina.scheduler.plugin.NodeResourcesFit;
import dev.marina.scheduler.plugin.NodeUnschedulable;
import dev.marina.scheduler.plugin.PodTopologySpread;
import dev.marina.scheduler.plugin.TaintToleration;
import dev.marina.scheduler.plugin.VolumeBinding;
import java.util.List;

/// The plugins of a scheduler, first runs first.
public record Profile(List<SchedulerPlugin> plugins) {

    public static Profile standard() {
        return new Profile(List.of(
                new NodeUnschedulable(), // a flag
                new NodeName(), // a comparison
                new TaintToleration(), // a few taints
                new NodeAffinity(), // labels
                new NodePorts(), // a map of the node
                new NodeResourcesFit(), // sums of the node
                new VolumeBinding(), // reads claims and volumes
                new PodTopologySpread(), // counts per domain
                new InterPodAffinity(), // looks at pods
                new NodeResourcesBalancedAllocation(),
                new ImageLocality()));
    }

    <T extends SchedulerPlugin> List<T> of(Class<T> point) {
        return plugins.stream().filter(point::isInstance).map(point::cast).toList();
    }
}
