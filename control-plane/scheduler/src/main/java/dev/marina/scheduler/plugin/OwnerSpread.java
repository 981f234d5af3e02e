package dev.marina.scheduler.plugin;

import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.NodeState;

/// Spreads pods of one owner over nodes where they say nothing of it: upstream's default constraint on the host name, counted per
/// owner as pods come and go.
final class OwnerSpread {

    private OwnerSpread() {}

    static boolean prefers(Cycle cycle) {
        return !cycle.pod().owner().isEmpty() && most(cycle) > 0;
    }

    static int score(Cycle cycle, NodeState node) {
        String owner = cycle.pod().owner();
        if (owner.isEmpty()) {
            return 100;
        }
        long most = most(cycle);
        return most == 0 ? 100 : (int) (100 * (most - node.podsOf(owner)) / most);
    }

    private static long most(Cycle cycle) {
        return cycle.most(OwnerSpread.class, each -> each.podsOf(cycle.pod().owner()));
    }
}
