package dev.marina.scheduler.plugin;

import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.SchedulerPlugin;

/// Spreads pods of one owner over nodes: upstream's default constraint of PodTopologySpread on the host name, counted per owner
/// as pods come and go.
public final class OwnerSpread implements SchedulerPlugin.Score {

    @Override
    public String name() {
        return "PodTopologySpread";
    }

    @Override
    public int score(Cycle cycle, NodeState node) {
        String owner = cycle.pod().owner();
        int most = cycle.nodes().stream().mapToInt(each -> each.podsOf(owner)).max().orElse(0);
        return owner.isEmpty() || most == 0 ? 100 : 100 * (most - node.podsOf(owner)) / most;
    }

    @Override
    public int weight() {
        return 2;
    }
}
