package dev.marina.scheduler.plugin;

import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.QueueingHint;
import dev.marina.scheduler.SchedulerPlugin;
import java.util.Map;

/// A pod that needs what not every node's agent can do goes where the node says that it can, in `status.declaredFeatures`.
/// pkg/scheduler/framework/plugins/nodedeclaredfeatures
public final class NodeDeclaredFeatures implements SchedulerPlugin.Filter {

    private static final Fit UNABLE = Fit.unresolvable("node(s) didn't match Pod's required features");
    @Override
    public String name() {
        return "NodeDeclaredFeatures";
    }

    @Override
    public Map<ClusterEvent.Kind, QueueingHint> hints() {
        return QueueingHint.ofNodesThatPass(this);
    }

    @Override
    public boolean concerns(Cycle cycle) {
        return !cycle.pod().features().isEmpty();
    }

    @Override
    public boolean filtersByNodeAlone() {
        return true;
    }

    @Override
    public Fit filter(Cycle cycle, NodeState node) {
        return node.features().containsAll(cycle.pod().features()) ? Fit.FITS : UNABLE;
    }
}
