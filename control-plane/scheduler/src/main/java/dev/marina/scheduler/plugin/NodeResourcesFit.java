package dev.marina.scheduler.plugin;

import dev.marina.scheduler.Amounts;
import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.PodFacts;
import dev.marina.scheduler.QueueingHint;
import dev.marina.scheduler.SchedulerPlugin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A node must have what the pod requests; the emptier, the better (LeastAllocated).
public final class NodeResourcesFit implements SchedulerPlugin.Filter, SchedulerPlugin.Score {

    @Override
    public String name() {
        return "NodeResourcesFit";
    }

    @Override
    public Map<ClusterEvent.Kind, QueueingHint> hints() {
        return Map.of(
                ClusterEvent.Kind.POD_GONE, QueueingHint.ALWAYS,
                ClusterEvent.Kind.POD_CHANGED, (_, event) -> event instanceof ClusterEvent.PodChanged(PodFacts before, PodFacts now)
                        && !before.requests().equals(now.requests()),
                ClusterEvent.Kind.NODE_ADDED, (waiting, event) -> event instanceof ClusterEvent.NodeChanged changed && couldHold(changed.node(), waiting),
                ClusterEvent.Kind.NODE_CHANGED, (waiting, event) -> event instanceof ClusterEvent.NodeChanged changed
                        && !changed.before().map(NodeState.Offer::allocatable).equals(java.util.Optional.of(changed.node().allocatable()))
                        && couldHold(changed.node(), waiting));
    }

    /// Whether it would fit if the node were empty.
    private static boolean couldHold(NodeState node, PodFacts pod) {
        return pod.requests().byName().entrySet().stream().allMatch(entry -> entry.getValue() <= node.allocatable().get(entry.getKey()));
    }

    @Override
    public Fit filter(Cycle cycle, NodeState node) {
        List<String> reasons = new ArrayList<>();
        boolean everEnough = true;
        Amounts wanted = cycle.pod().requests();
        for (String resource : wanted.byName().keySet().stream().sorted().toList()) {
            long amount = wanted.get(resource);
            long total = node.allocatable().get(resource);
            if (amount > 0 && amount > total - node.requested().get(resource)) {
                reasons.add(resource.equals(Amounts.PODS) ? "Too many pods" : "Insufficient " + resource);
                everEnough &= amount <= total;
            }
        }
        return reasons.isEmpty() ? Fit.FITS : new Fit.Misfit(reasons, everEnough);
    }

    @Override
    public int score(Cycle cycle, NodeState node) {
        Amounts mine = NodeState.assumed(cycle.pod());
        return (free(Amounts.CPU, mine, node) + free(Amounts.MEMORY, mine, node)) / 2;
    }

    private static int free(String resource, Amounts mine, NodeState node) {
        long total = node.allocatable().get(resource);
        long left = total - node.assumedUse().get(resource) - mine.get(resource);
        return total <= 0 || left < 0 ? 0 : (int) (100 * left / total);
    }
}
