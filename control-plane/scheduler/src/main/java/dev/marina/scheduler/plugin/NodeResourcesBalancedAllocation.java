package dev.marina.scheduler.plugin;

import dev.marina.scheduler.Amounts;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.SchedulerPlugin;

/// Prefers nodes whose CPU and memory would be used in like shares.
public final class NodeResourcesBalancedAllocation implements SchedulerPlugin.Score {

    @Override
    public String name() {
        return "NodeResourcesBalancedAllocation";
    }

    @Override
    public int score(Cycle cycle, NodeState node) {
        double cpu = share(Amounts.CPU, cycle, node);
        double memory = share(Amounts.MEMORY, cycle, node);
        return (int) ((1 - Math.abs(cpu - memory) / 2) * 100);
    }

    private static double share(String resource, Cycle cycle, NodeState node) {
        long total = node.allocatable().get(resource);
        return total <= 0 ? 1 : Math.min(1, (double) (node.requested().get(resource) + cycle.pod().requests().get(resource)) / total);
    }
}
