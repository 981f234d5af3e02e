package dev.marina.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What waits for one shard's committer: a queue per cluster, served in turn by bytes, each bounded, so that a cluster that
/// writes a lot delays itself and not the others. Beside them, tasks for the shard's thread.
final class WriteQueues {

    /// What one cluster may send before the next one's turn.
    private static final long TURN_BYTES = 32 * 1024;
    /// How far to look past a write whose key is in the batch already.
    private static final int LOOK_AHEAD = 64;

    private final StoreConfig config;
    /// Guards everything below, including the queue of each handle. Never held during I/O.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private final ArrayDeque<ClusterHandle> turns = new ArrayDeque<>();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean closed = true;

    WriteQueues(StoreConfig config) {
        this.config = config;
    }

    void add(Pending pending) {
        lock.lock();
        try {
            ClusterHandle handle = pending.handle;
            if (closed) {
                throw new StoreException.NotOwner(handle.id(), "");
            }
            ClusterQueue queue = handle.queue;
            if (queue == null) {
                queue = new ClusterQueue();
                handle.queue = queue;
                turns.addLast(handle);
            } else if (queue.waiting.size() >= config.queueWrites() || queue.bytes + pending.bytes() > config.queueBytes()) {
                throw new StoreException.Busy(handle.id());
            }
            queue.waiting.addLast(pending);
            queue.bytes += pending.bytes();
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Runs `task` on the shard's thread, between two batches.
    void task(Runnable task) {
        lock.lock();
        try {
            tasks.addLast(task);
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    boolean waiting(ClusterHandle handle) {
        lock.lock();
        try {
            return handle.queue != null;
        } finally {
            lock.unlock();
        }
    }

    /// Waits at most this long for work.
    void await(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (turns.isEmpty() && tasks.isEmpty() && left > 0) {
                left = something.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    List<Runnable> takeTasks() {
        lock.lock();
        try {
            List<Runnable> taken = new ArrayList<>(tasks);
            tasks.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /// The next batch: each key once, within the limits, or one larger write alone.
    List<Pending> takeBatch() {
        lock.lock();
        try {
            Batch batch = new Batch(config);
            for (int turn = turns.size(); turn > 0 && !batch.full; turn--) {
                ClusterHandle handle = turns.pollFirst();
                ClusterQueue queue = handle.queue;
                // A write that is larger than any batch saves for it as well: else a busy cluster before it would never let it pass.
                queue.credit = Math.min(queue.credit + TURN_BYTES, Math.max(config.batchBytes(), queue.waiting.peekFirst().bytes()));
                takeFrom(queue, batch);
                if (queue.waiting.isEmpty()) {
                    handle.queue = null;
                } else if (batch.full && queue.credit > 0) {
                    turns.addFirst(handle);
                } else {
                    turns.addLast(handle);
                }
            }
            if (!batch.full && !batch.taken.isEmpty()) {
                // There is room: nobody is made to wait for a turn that nobody else takes.
                for (ClusterHandle handle : List.copyOf(turns)) {
                    long saved = handle.queue.credit;
                    handle.queue.credit = Math.max(saved, config.batchBytes());
                    takeFrom(handle.queue, batch);
                    if (handle.queue.waiting.isEmpty()) {
                        handle.queue = null;
                        turns.remove(handle);
                    } else {
                        // What it got beyond its turn is a gift; what it still saves for is kept.
                        handle.queue.credit = Math.min(saved, handle.queue.credit);
                    }
                    if (batch.full) {
                        break;
                    }
                }
            }
            return batch.taken;
        } finally {
            lock.unlock();
        }
    }

    private static void takeFrom(ClusterQueue queue, Batch batch) {
        List<Pending> passed = new ArrayList<>(0);
        while (!queue.waiting.isEmpty() && passed.size() < LOOK_AHEAD && !batch.full) {
            Pending next = queue.waiting.peekFirst();
            if (next.bytes() > queue.credit && !(batch.taken.isEmpty() && passed.isEmpty())) {
                break;
            }
            queue.waiting.pollFirst();
            if (batch.touches(next)) {
                // The next change of that key waits; nothing may overtake it on its keys.
                batch.block(next);
                passed.add(next);
            } else if (batch.fits(next)) {
                batch.take(next);
                queue.bytes -= next.bytes();
                queue.credit -= Math.min(queue.credit, next.bytes());
            } else {
                batch.full = true;
                passed.add(next);
            }
        }
        for (int i = passed.size() - 1; i >= 0; i--) {
            queue.waiting.addFirst(passed.get(i));
        }
    }

    /// Takes everything that waits, and refuses what comes until [#open].
    List<Pending> close() {
        lock.lock();
        try {
            closed = true;
            List<Pending> all = new ArrayList<>();
            for (ClusterHandle handle : turns) {
                all.addAll(handle.queue.waiting);
                handle.queue = null;
            }
            turns.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    void open() {
        lock.lock();
        try {
            closed = false;
        } finally {
            lock.unlock();
        }
    }

    private static final class Batch {
        private final StoreConfig config;
        final List<Pending> taken = new ArrayList<>();
        private final Set<Object> keys = new HashSet<>();
        private final Set<Object> clusters = new HashSet<>();
        private int operations = 1;
        private long bytes;
        boolean full;

        Batch(StoreConfig config) {
            this.config = config;
        }

        boolean touches(Pending pending) {
            for (Object key : pending.keys()) {
                if (keys.contains(key)) {
                    return true;
                }
            }
            return false;
        }

        void block(Pending pending) {
            keys.addAll(pending.keys());
        }

        /// A log record and perhaps an awake mark come with each cluster.
        boolean fits(Pending pending) {
            int more = pending.operations() + (clusters.contains(pending.handle.id()) ? 0 : 2);
            return taken.isEmpty() || operations + more <= config.batchOperations() && bytes + pending.bytes() <= config.batchBytes();
        }

        void take(Pending pending) {
            taken.add(pending);
            keys.addAll(pending.keys());
            operations += pending.operations() + (clusters.add(pending.handle.id()) ? 2 : 0);
            bytes += pending.bytes();
            full = operations >= config.batchOperations() || bytes >= config.batchBytes();
        }
    }
}
