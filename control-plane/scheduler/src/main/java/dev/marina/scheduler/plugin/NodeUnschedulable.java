package dev.marina.scheduler.plugin;

import dev.marina.model.placement.Tolerations;
import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.QueueingHint;
import dev.marina.scheduler.SchedulerPlugin;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.Map;

/// Cordoned nodes take only pods that tolerate it.
public final class NodeUnschedulable implements SchedulerPlugin.Filter {

    private static final Fit CORDONED_NODE = Fit.unresolvable("node(s) were unschedulable");

    private static final Taint CORDONED = new Taint("NoSchedule", "node.kubernetes.io/unschedulable", null, null);

    @Override
    public String name() {
        return "NodeUnschedulable";
    }

    @Override
    public Map<ClusterEvent.Kind, QueueingHint> hints() {
        return QueueingHint.ofNodesThatPass(this);
    }

    @Override
    public boolean filtersByNodeAlone() {
        return true;
    }

    @Override
    public Fit filter(Cycle cycle, NodeState node) {
        return !node.unschedulable() || Tolerations.tolerate(cycle.pod().tolerations(), CORDONED)
                ? Fit.FITS
                : CORDONED_NODE;
    }
}
