package dev.marina.controllers.engine;

import dev.marina.api.ClusterId;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterStore;
import dev.marina.store.FeedConsumer;
import dev.marina.store.StoreEvent;
import dev.marina.store.StoreException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Between the store's feed, whose thread must not wait, and the one thread of a follower, which takes its time. A cluster of
/// which more changes wait than a follower will want to go through is looked at anew instead, as after a restart: so what waits
/// is bounded, and a cluster that changes fast fills no memory.
public final class Arrivals implements FeedConsumer {

    /// Of one cluster.
    static final int MOST_WAITING = 5_000;

    private final Follower follower;
    private final ClusterStore store;
    private final Decoder decoder;
    private final LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    /// Guards `changes`; held for a few steps only.
    private final ReentrantLock lock = new ReentrantLock();
    /// How many changes of a cluster wait; [Integer#MAX_VALUE]: too many, and it will be looked at anew.
    private final Map<ClusterId, Integer> changes = new HashMap<>();

    /// Called by the follower's own thread, in the order in which things happened.
    public interface Follower {
        void loaded(Snapshot snapshot);

        void changed(List<StoreEvent> events, Snapshot snapshot);

        void dropped(ClusterId cluster);
    }

    public Arrivals(Follower follower, ClusterStore store, Decoder decoder) {
        this.follower = follower;
        this.store = store;
        this.decoder = decoder;
    }

    /// Something else for the follower's thread.
    public void add(Runnable step) {
        waiting.add(step);
    }

    /// The next thing to do, or null when there is none within this time.
    public Runnable poll(long nanos) throws InterruptedException {
        return waiting.poll(nanos, TimeUnit.NANOSECONDS);
    }

    public Runnable take() throws InterruptedException {
        return waiting.take();
    }

    @Override
    public void loaded(ClusterImage image) {
        add(() -> follower.loaded(new Snapshot(image, decoder)));
    }

    @Override
    public void changed(ClusterImage image, List<StoreEvent> events) {
        ClusterId cluster = image.cluster();
        lock.lock();
        try {
            int before = changes.getOrDefault(cluster, 0);
            if (before == Integer.MAX_VALUE) {
                return;
            }
            if (before + events.size() > MOST_WAITING) {
                changes.put(cluster, Integer.MAX_VALUE);
                add(() -> lookAnew(cluster));
                return;
            }
            changes.put(cluster, before + events.size());
        } finally {
            lock.unlock();
        }
        add(() -> {
            gone(cluster, events.size());
            follower.changed(events, new Snapshot(image, decoder));
        });
    }

    private void gone(ClusterId cluster, int count) {
        lock.lock();
        try {
            changes.computeIfPresent(cluster, (_, before) -> before == Integer.MAX_VALUE ? before : before <= count ? null : Integer.valueOf(before - count));
        } finally {
            lock.unlock();
        }
    }

    /// What waited before has been gone through by now; from here on changes are counted again, and the image has all until now.
    private void lookAnew(ClusterId cluster) {
        lock.lock();
        try {
            changes.remove(cluster);
        } finally {
            lock.unlock();
        }
        try {
            follower.loaded(new Snapshot(store.image(cluster), decoder));
        } catch (StoreException.NoSuchCluster | StoreException.NotOwner _) {
            // It has left, and that it has is on its way.
        }
    }

    @Override
    public void dropped(ClusterId cluster) {
        add(() -> follower.dropped(cluster));
    }
}
