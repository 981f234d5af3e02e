package dev.marina.controllers.engine;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// The queue of one controller, with client-go's four promises: *fair* (first come, first served, and clusters take turns, so
/// that a cluster with a million items delays another by one item, and occupies no more than its share of the workers), *stingy* (a key that waits is not added twice),
/// *one at a time* (a key in work is handed out again only after [#done]) and *nothing lost* (a key added while in work comes
/// again). Added are delays, back-off per key, and a gate that leaves items waiting.
///
/// Any thread may call it. There is no timer: workers that wait wake up for the next delayed item.
public final class WorkQueue {

    static final Duration FIRST_BACKOFF = Duration.ofMillis(5);
    /// Not longer than [#SOON]: a cluster with a failed item must not fall asleep over it, since a mark of it stands nowhere else.
    static final Duration LONGEST_BACKOFF = Duration.ofMinutes(1);
    /// Delayed items due within this time count as held: it is not worth letting the cluster sleep in between.
    static final Duration SOON = Duration.ofMinutes(1);

    private final int mostPerCluster;
    private final Predicate<ClusterId> gate;
    private final LongSupplier nanos;
    private final Consumer<ClusterId> drained;

    /// Guards everything below; never held while anything of ours is called.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    /// Clusters with ready keys in the order of their turns, each with its keys in the order of arrival.
    private final Map<ClusterId, LinkedHashSet<ClusterKey>> ready = new LinkedHashMap<>();
    /// Causes of keys that are ready, or were added while in work.
    private final Map<ClusterKey, Cause> causes = new HashMap<>();
    private final Set<ClusterKey> working = new HashSet<>();
    private final Map<ClusterId, Integer> workingOf = new HashMap<>();
    private final PriorityQueue<Delayed> delayed = new PriorityQueue<>();
    /// The earliest delayed entry of each key; later ones are superseded.
    private final Map<ClusterKey, Delayed> earliest = new HashMap<>();
    private final Map<ClusterKey, Integer> failures = new HashMap<>();
    /// Per cluster: keys that are ready, in work or due soon.
    private final Map<ClusterId, Integer> held = new HashMap<>();
    private long sequence;
    private boolean closed;

    /// @param gate asked, with side effect, whether one item of the cluster may be handed out now
    /// @param drained told, outside the lock, that nothing of a cluster is ready or in work any more
    public WorkQueue(Predicate<ClusterId> gate, LongSupplier nanos, Consumer<ClusterId> drained) {
        this(gate, nanos, drained, Integer.MAX_VALUE);
    }

    /// @param mostPerCluster how many items of one cluster may be in work at once
    public WorkQueue(Predicate<ClusterId> gate, LongSupplier nanos, Consumer<ClusterId> drained, int mostPerCluster) {
        this.mostPerCluster = mostPerCluster;
        this.gate = gate;
        this.nanos = nanos;
        this.drained = drained;
    }

    private record Delayed(long due, long order, ClusterKey key, Cause cause, boolean soon) implements Comparable<Delayed> {
        @Override
        public int compareTo(Delayed other) {
            int byDue = Long.compare(due - other.due, 0);
            return byDue != 0 ? byDue : Long.compare(order, other.order);
        }
    }

    /// Makes the key ready. A key that waits already keeps its place and its first cause.
    public void add(ClusterKey key, Cause cause) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            enqueue(key, cause);
        } finally {
            lock.unlock();
        }
    }

    /// Makes the key ready later; of several delays of one key the earliest counts.
    public void addAfter(ClusterKey key, Cause cause, Duration delay) {
        if (delay.isZero() || delay.isNegative()) {
            add(key, cause);
            return;
        }
        lock.lock();
        try {
            if (closed) {
                return;
            }
            Delayed entry = new Delayed(nanos.getAsLong() + delay.toNanos(), sequence++, key, cause, delay.compareTo(SOON) <= 0);
            Delayed before = earliest.get(key);
            if (before != null && before.compareTo(entry) <= 0) {
                return;
            }
            hold(entry);
            if (before != null) {
                release(before);
            }
            earliest.put(key, entry);
            delayed.add(entry);
            added.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Adds the key after a delay that doubles with every failure since the last [#forget]; answers the delay.
    public Duration retry(ClusterKey key, Cause cause) {
        lock.lock();
        Duration delay;
        try {
            int failed = failures.merge(key, 1, Integer::sum);
            long millis = FIRST_BACKOFF.toMillis() << Math.min(failed - 1, 20);
            delay = Duration.ofMillis(Math.min(millis, LONGEST_BACKOFF.toMillis()));
        } finally {
            lock.unlock();
        }
        addAfter(key, cause, delay);
        return delay;
    }

    /// The key went well: its next failure begins with the shortest delay.
    public void forget(ClusterKey key) {
        lock.lock();
        try {
            failures.remove(key);
        } finally {
            lock.unlock();
        }
    }

    /// Blocks until an item may be worked on; empty once the queue is closed.
    public Optional<Work> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                Optional<Work> next = next();
                if (next.isPresent()) {
                    return next;
                }
                if (delayed.isEmpty()) {
                    added.await();
                } else {
                    added.awaitNanos(Math.max(1, delayed.peek().due - nanos.getAsLong()));
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// The same without waiting.
    public Optional<Work> poll() {
        lock.lock();
        try {
            return closed ? Optional.empty() : next();
        } finally {
            lock.unlock();
        }
    }

    /// Must be called once for every item taken.
    public void done(ClusterKey key) {
        boolean idle;
        lock.lock();
        try {
            working.remove(key);
            workingOf.computeIfPresent(key.cluster(), (_, count) -> count == 1 ? null : count - 1);
            Cause again = causes.get(key);
            if (again != null && !closed) {
                ready.computeIfAbsent(key.cluster(), _ -> new LinkedHashSet<>()).add(key);
            }
            if (ready.containsKey(key.cluster())) {
                added.signal();
            }
            idle = held.merge(key.cluster(), -1, Integer::sum) == 0;
            if (idle) {
                held.remove(key.cluster());
            }
        } finally {
            lock.unlock();
        }
        if (idle) {
            drained.accept(key.cluster());
        }
    }

    /// Forgets everything that waits for a cluster. Items in work end as usual.
    public void drop(ClusterId cluster) {
        boolean idle;
        lock.lock();
        try {
            ready.remove(cluster);
            int dropped = 0;
            for (Iterator<ClusterKey> keys = causes.keySet().iterator(); keys.hasNext();) {
                if (keys.next().cluster().equals(cluster)) {
                    keys.remove();
                    dropped++;
                }
            }
            for (Iterator<Delayed> entries = earliest.values().iterator(); entries.hasNext();) {
                Delayed entry = entries.next();
                if (entry.key.cluster().equals(cluster)) {
                    entries.remove();
                    dropped += entry.soon ? 1 : 0;
                }
            }
            delayed.removeIf(entry -> entry.key.cluster().equals(cluster));
            failures.keySet().removeIf(key -> key.cluster().equals(cluster));
            int released = dropped;
            idle = released > 0 && held.computeIfPresent(cluster, (_, count) -> count == released ? null : count - released) == null;
        } finally {
            lock.unlock();
        }
        if (idle) {
            drained.accept(cluster);
        }
    }

    /// A gate has opened: workers look again.
    public void wake() {
        lock.lock();
        try {
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Whether anything of the cluster is ready, in work or due soon.
    public boolean holds(ClusterId cluster) {
        lock.lock();
        try {
            return held.containsKey(cluster);
        } finally {
            lock.unlock();
        }
    }

    /// How many keys are ready.
    public int depth() {
        lock.lock();
        try {
            return causes.size();
        } finally {
            lock.unlock();
        }
    }

    public void close() {
        lock.lock();
        try {
            closed = true;
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void enqueue(ClusterKey key, Cause cause) {
        if (causes.putIfAbsent(key, cause) != null) {
            return;
        }
        held.merge(key.cluster(), 1, Integer::sum);
        if (!working.contains(key)) {
            ready.computeIfAbsent(key.cluster(), _ -> new LinkedHashSet<>()).add(key);
            added.signal();
        }
    }

    private Optional<Work> next() {
        promoteDue();
        Optional<ClusterId> turn = ready.keySet().stream()
                .filter(cluster -> workingOf.getOrDefault(cluster, 0) < mostPerCluster).filter(gate).findFirst();
        if (turn.isEmpty()) {
            return Optional.empty();
        }
        ClusterId cluster = turn.get();
        LinkedHashSet<ClusterKey> keys = ready.remove(cluster);
        ClusterKey key = keys.removeFirst();
        if (!keys.isEmpty()) {
            ready.put(cluster, keys);
            added.signal();
        }
        working.add(key);
        workingOf.merge(cluster, 1, Integer::sum);
        return Optional.of(new Work(key, causes.remove(key)));
    }

    private void promoteDue() {
        long now = nanos.getAsLong();
        while (!delayed.isEmpty() && delayed.peek().due - now <= 0) {
            Delayed due = delayed.remove();
            if (earliest.remove(due.key, due)) {
                enqueue(due.key, due.cause);
                release(due);
            }
        }
    }

    private void hold(Delayed entry) {
        if (entry.soon) {
            held.merge(entry.key.cluster(), 1, Integer::sum);
        }
    }

    private void release(Delayed entry) {
        if (entry.soon) {
            held.merge(entry.key.cluster(), -1, Integer::sum);
        }
    }
}
