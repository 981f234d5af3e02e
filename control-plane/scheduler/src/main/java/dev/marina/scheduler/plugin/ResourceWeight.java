package dev.marina.scheduler.plugin;

import dev.marina.scheduler.Amounts;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.NodeState;
import java.util.List;

/// How much a resource counts when nodes are compared.
///
/// @param weight 1 to 100
public record ResourceWeight(String name, long weight) {

    /// Upstream's default.
    public static final List<ResourceWeight> CPU_AND_MEMORY = List.of(new ResourceWeight(Amounts.CPU, 1), new ResourceWeight(Amounts.MEMORY, 1));

    /// What the node has of it, or 0 where it does not count: what a pod does not ask for is compared of CPU and memory alone.
    /// calculateResourceAllocatableRequest in pkg/scheduler/framework/plugins/noderesources/resource_allocation.go
    long total(Cycle cycle, NodeState node) {
        return counted() || cycle.pod().requests().get(name) > 0 ? node.allocatable().get(name) : 0;
    }

    /// What would be used of it with the pod; pods without requests are not free.
    long used(Cycle cycle, NodeState node) {
        return counted()
                ? node.assumedUse().get(name) + NodeState.assumed(cycle.pod(), name)
                : node.requested().get(name) + cycle.pod().requests().get(name);
    }

    private boolean counted() {
        return name.equals(Amounts.CPU) || name.equals(Amounts.MEMORY);
    }
}
