package dev.marina.scheduler.plugin;

import dev.marina.model.placement.NodeTerms;
import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.QueueingHint;
import dev.marina.scheduler.SchedulerPlugin;
import io.fabric8.kubernetes.api.model.NodeSelector;
import java.util.Map;

/// The pod's node selector and node affinity.
public final class NodeAffinity implements SchedulerPlugin.Filter, SchedulerPlugin.Score {

    private static final Fit ELSEWHERE = Fit.unresolvable("node(s) didn't match Pod's node affinity/selector");

    @Override
    public String name() {
        return "NodeAffinity";
    }

    @Override
    public Map<ClusterEvent.Kind, QueueingHint> hints() {
        return QueueingHint.ofNodesThatPass(this);
    }

    @Override
    public boolean concerns(Cycle cycle) {
        return !cycle.pod().nodeSelector().isEmpty()
                || affinity(cycle) != null && affinity(cycle).getRequiredDuringSchedulingIgnoredDuringExecution() != null;
    }

    @Override
    public Fit filter(Cycle cycle, NodeState node) {
        boolean selected = cycle.pod().nodeSelector().entrySet().stream().allMatch(pair -> pair.getValue().equals(node.labels().get(pair.getKey())));
        NodeSelector required = affinity(cycle) == null ? null : affinity(cycle).getRequiredDuringSchedulingIgnoredDuringExecution();
        return selected && (required == null || NodeTerms.take(required, node.name(), node.labels()))
                ? Fit.FITS
                : ELSEWHERE;
    }

    @Override
    public boolean prefers(Cycle cycle) {
        return affinity(cycle) != null && !affinity(cycle).getPreferredDuringSchedulingIgnoredDuringExecution().isEmpty();
    }

    @Override
    public int score(Cycle cycle, NodeState node) {
        long most = cycle.most(NodeAffinity.class, each -> preferred(cycle, each));
        return most == 0 ? 0 : (int) (100 * preferred(cycle, node) / most);
    }

    @Override
    public int weight() {
        return 2;
    }

    private static int preferred(Cycle cycle, NodeState node) {
        return affinity(cycle) == null
                ? 0
                : affinity(cycle).getPreferredDuringSchedulingIgnoredDuringExecution().stream()
                        .filter(term -> NodeTerms.takes(term.getPreference(), node.name(), node.labels())).mapToInt(term -> term.getWeight()).sum();
    }

    private static io.fabric8.kubernetes.api.model.NodeAffinity affinity(Cycle cycle) {
        return cycle.pod().affinity() == null ? null : cycle.pod().affinity().getNodeAffinity();
    }
}
