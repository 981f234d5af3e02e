package dev.marina.scheduler.plugin;

import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.SchedulerPlugin;
import java.util.List;

/// Prefers nodes whose resources would be used in like shares.
public record NodeResourcesBalancedAllocation(List<ResourceWeight> resources) implements SchedulerPlugin.Score {

    public NodeResourcesBalancedAllocation() {
        this(ResourceWeight.CPU_AND_MEMORY);
    }

    @Override
    public String name() {
        return "NodeResourcesBalancedAllocation";
    }

    @Override
    public boolean scoresByNodeAlone() {
        return true;
    }

    /// By the standard deviation of the shares. balancedResourceScorer in
    /// pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go
    @Override
    public int score(Cycle cycle, NodeState node) {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (ResourceWeight resource : resources) {
            long total = node.allocatable().get(resource.name());
            if (total > 0) {
                double share = Math.min(1, (double) (node.requested().get(resource.name()) + cycle.pod().requests().get(resource.name())) / total);
                sum += share;
                squares += share * share;
                count++;
            }
        }
        double mean = count == 0 ? 0 : sum / count;
        return (int) ((1 - (count < 2 ? 0 : Math.sqrt(Math.max(0, squares / count - mean * mean)))) * 100);
    }
}
