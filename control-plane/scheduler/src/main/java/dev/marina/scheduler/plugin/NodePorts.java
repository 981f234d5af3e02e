package dev.marina.scheduler.plugin;

import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.QueueingHint;
import dev.marina.scheduler.SchedulerPlugin;
import java.util.Map;

/// A host port is used by one pod of a node.
public final class NodePorts implements SchedulerPlugin.Filter {

    private static final Fit TAKEN = Fit.unschedulable("node(s) didn't have free ports for the requested pod ports");

    @Override
    public String name() {
        return "NodePorts";
    }

    @Override
    public Map<ClusterEvent.Kind, QueueingHint> hints() {
        return Map.of(
                ClusterEvent.Kind.POD_GONE, (waiting, event) -> event instanceof ClusterEvent.PodGone gone
                        && gone.pod().hostPorts().stream().anyMatch(port -> waiting.hostPorts().stream().anyMatch(port::conflicts)),
                ClusterEvent.Kind.NODE_ADDED, QueueingHint.ALWAYS);
    }

    @Override
    public boolean concerns(Cycle cycle) {
        return !cycle.pod().hostPorts().isEmpty();
    }

    @Override
    public boolean filtersByNodeAlone() {
        return true;
    }

    @Override
    public Fit filter(Cycle cycle, NodeState node) {
        return cycle.pod().hostPorts().stream().anyMatch(node::uses)
                ? TAKEN
                : Fit.FITS;
    }
}
