package dev.marina.controllers.engine;

import dev.marina.api.ClusterId;
import dev.marina.store.ClusterStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The earliest deadline of each controller in each cluster, told to the store only when it becomes earlier or the one told
/// has passed: each telling is a write.
final class Deadlines {

    private final ClusterStore store;
    /// Guards `told`; not held while the store is written.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ClusterId, Map<String, Instant>> told = new HashMap<>();

    Deadlines(ClusterStore store) {
        this.store = store;
    }

    void note(ClusterId cluster, String controller, Instant due, Instant now) {
        lock.lock();
        try {
            Map<String, Instant> ofCluster = told.computeIfAbsent(cluster, _ -> new HashMap<>());
            Instant before = ofCluster.get(controller);
            if (before != null && before.isAfter(now) && !due.isBefore(before)) {
                return;
            }
            ofCluster.put(controller, due);
        } finally {
            lock.unlock();
        }
        boolean kept = false;
        try {
            store.wakeAt(cluster, controller, due);
            kept = true;
        } finally {
            if (!kept) {
                forget(cluster);
            }
        }
    }

    void forget(ClusterId cluster) {
        lock.lock();
        try {
            told.remove(cluster);
        } finally {
            lock.unlock();
        }
    }
}
