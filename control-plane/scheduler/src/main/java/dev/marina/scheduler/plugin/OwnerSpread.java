package dev.marina.scheduler.plugin;

import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.NodeState;

/// Spreads pods of one owner over nodes where they say nothing of it: upstream's default constraint on the host name, counted per
/// owner as pods come and go.
final class OwnerSpread {

    private static final Object MOST = new Object();

    private OwnerSpread() {}

    static int score(Cycle cycle, NodeState node) {
        String owner = cycle.pod().owner();
        if (owner.isEmpty()) {
            return 100;
        }
        int most = cycle.once(MOST, () -> cycle.fitting().stream().mapToInt(each -> each.podsOf(owner)).max().orElse(0));
        return most == 0 ? 100 : 100 * (most - node.podsOf(owner)) / most;
    }
}
