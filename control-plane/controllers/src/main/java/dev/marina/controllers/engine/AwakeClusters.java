package dev.marina.controllers.engine;

import dev.marina.api.ClusterId;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// Keeps clusters from sleeping while any queue holds work of theirs.
final class AwakeClusters implements AutoCloseable {

    private final ClusterStore store;
    private final Predicate<ClusterId> holds;
    /// Guards `handles` and makes "hold, then add" and "empty, then release" exclude each other.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ClusterId, AutoCloseable> handles = new HashMap<>();

    AwakeClusters(ClusterStore store, Predicate<ClusterId> holds) {
        this.store = store;
        this.holds = holds;
    }

    void adding(ClusterId cluster, Runnable add) {
        lock.lock();
        try {
            if (!handles.containsKey(cluster)) {
                handles.put(cluster, store.keepAwake(cluster));
            }
        } catch (StoreException e) {
            // the cluster has just left this process: the item will fail and be dropped with it
        } finally {
            try {
                add.run();
            } finally {
                lock.unlock();
            }
        }
    }

    void drained(ClusterId cluster) {
        lock.lock();
        try {
            if (!holds.test(cluster)) {
                release(handles.remove(cluster));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            handles.values().forEach(AwakeClusters::release);
            handles.clear();
        } finally {
            lock.unlock();
        }
    }

    private static void release(AutoCloseable handle) {
        if (handle == null) {
            return;
        }
        try {
            handle.close();
        } catch (Exception e) {
            throw new IllegalStateException("a cluster could not be let go to sleep", e);
        }
    }
}
