package dev.marina.scheduler.plugin;

import dev.marina.model.placement.Tolerations;
import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.QueueingHint;
import dev.marina.scheduler.SchedulerPlugin;
import java.util.Map;
import java.util.Set;

/// Tainted nodes take only pods that tolerate the taints; of those with soft taints, the fewer the better.
public final class TaintToleration implements SchedulerPlugin.Filter, SchedulerPlugin.Score {

    private static final Fit UNTOLERATED = Fit.unresolvable("node(s) had untolerated taint(s)");

    private static final Set<String> HARD = Set.of("NoSchedule", "NoExecute");

    @Override
    public String name() {
        return "TaintToleration";
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
        boolean refused = !node.taints().isEmpty()
                && node.taints().stream().anyMatch(taint -> HARD.contains(taint.getEffect()) && !Tolerations.tolerate(cycle.pod().tolerations(), taint));
        return refused ? UNTOLERATED : Fit.FITS;
    }

    @Override
    public boolean prefers(Cycle cycle) {
        return most(cycle) > 0;
    }

    @Override
    public int score(Cycle cycle, NodeState node) {
        long most = most(cycle);
        return most == 0 ? 100 : (int) (100 - 100 * soft(cycle, node) / most);
    }

    @Override
    public int weight() {
        return 3;
    }

    private static long most(Cycle cycle) {
        return cycle.most(TaintToleration.class, each -> soft(cycle, each));
    }

    private static long soft(Cycle cycle, NodeState node) {
        // nearly all nodes have none
        return node.taints().isEmpty()
                ? 0
                : node.taints().stream()
                        .filter(taint -> "PreferNoSchedule".equals(taint.getEffect()) && !Tolerations.tolerate(cycle.pod().tolerations(), taint)).count();
    }
}
