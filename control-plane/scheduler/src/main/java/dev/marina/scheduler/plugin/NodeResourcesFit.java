package dev.marina.scheduler.plugin;

import dev.marina.scheduler.Amounts;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.SchedulerPlugin;
import java.util.ArrayList;
import java.util.List;

/// A node must have what the pod requests; the emptier, the better (LeastAllocated).
public final class NodeResourcesFit implements SchedulerPlugin.Filter, SchedulerPlugin.Score {

    @Override
    public String name() {
        return "NodeResourcesFit";
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
