package dev.marina.net;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Whoever makes or removes a node is alone with it, and waits for nobody who is at work on another one. Who has the turn of a node may
/// take it again.
final class NodeLocks {

    private final Map<NodeKey, Turns> all = new ConcurrentHashMap<>();

    private static final class Turns {
        private final ReentrantLock turn = new ReentrantLock();
        /// Who have or want the turn. Changed within updates of the map only.
        private int users;
    }

    <T> T alone(NodeKey node, Supplier<T> work) {
        Turns turns = all.compute(node, (_, known) -> {
            Turns those = known == null ? new Turns() : known;
            those.users++;
            return those;
        });
        turns.turn.lock();
        try {
            return work.get();
        } finally {
            turns.turn.unlock();
            all.computeIfPresent(node, (_, those) -> --those.users == 0 ? null : those);
        }
    }

    int size() {
        return all.size();
    }
}
