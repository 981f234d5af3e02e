package dev.marina.scheduler.plugin;

import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.QueueingHint;
import dev.marina.scheduler.SchedulerPlugin;
import java.util.Map;

/// A pod that names its node goes there only.
public final class NodeName implements SchedulerPlugin.Filter {

    private static final Fit ANOTHER = Fit.unresolvable("node(s) didn't match the requested node name");

    @Override
    public String name() {
        return "NodeName";
    }

    @Override
    public Map<ClusterEvent.Kind, QueueingHint> hints() {
        return QueueingHint.ofNodesThatPass(this);
    }

    @Override
    public boolean concerns(Cycle cycle) {
        return !cycle.pod().nodeName().isEmpty();
    }

    @Override
    public boolean filtersByNodeAlone() {
        return true;
    }

    @Override
    public Fit filter(Cycle cycle, NodeState node) {
        return cycle.pod().nodeName().isEmpty() || cycle.pod().nodeName().equals(node.name())
                ? Fit.FITS
                : ANOTHER;
    }
}
