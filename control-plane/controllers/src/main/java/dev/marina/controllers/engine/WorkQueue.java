package dev.marina.controllers.engine;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// The queue of one controller, with client-go's four promises: *fair* (first come, first served, and clusters take turns, so
/// that a cluster with a million items delays another by one item, and occupies no more than its share of the workers), *stingy* (a key that waits is not added twice),
/// *one at a time* (a key in work is handed out again only after [#done]) and *nothing lost* (a key added while in work comes
/// again). Added are delays, back-off per key, and a gate that leaves items waiting: a cluster whose next item may not pass
/// rests until [#wake], and costs the others nothing. What rests is bounded; a cluster of which more comes is looked at anew
/// when its gate opens, as after a restart.
///
/// Any thread may call it. There is no timer: workers that wait wake up for the next delayed item.
public final class WorkQueue {

    static final Duration FIRST_BACKOFF = Duration.ofMillis(5);
    /// Not longer than [#SOON]: a cluster with a failed item must not fall asleep over it, since a mark of it stands nowhere else.
    static final Duration LONGEST_BACKOFF = Duration.ofMinutes(1);
    /// Delayed items due within this time count as held: it is not worth letting the cluster sleep in between.
    static final Duration SOON = Duration.ofMinutes(1);

    /// Of one cluster behind a closed gate.
    static final int MOST_RESTING = 10_000;

    private final int mostPerCluster;
    private final Predicate<ClusterKey> gate;
    private final LongSupplier nanos;
    private final Consumer<ClusterId> drained;

    /// Guards everything below; never held while anything of ours is called.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    /// Clusters with ready keys in the order of their turns, each with its keys in the order of arrival.
    private final Map<ClusterId, LinkedHashSet<ClusterKey>> ready = new LinkedHashMap<>();
    /// Clusters whose next key the gate has held, each with its keys in the order of arrival.
    private final Map<ClusterId, LinkedHashSet<ClusterKey>> resting = new HashMap<>();
    /// Those of them of which keys were let go because too many came.
    private final Set<ClusterId> overflowed = new HashSet<>();
    /// Clusters that rest since somebody was last told.
    private final List<ClusterId> justResting = new ArrayList<>();
    /// Causes of keys that are ready, or were added while in work.
    private final ByCluster<Cause> causes = new ByCluster<>();
    /// Keys in work, each with the cause that it was handed out with.
    private final Map<ClusterKey, Cause> working = new HashMap<>();
    private final Map<ClusterId, Integer> workingOf = new HashMap<>();
    /// The one that is due first comes first.
    private final TreeSet<Delayed> delayed = new TreeSet<>();
    /// The entry of each key that is delayed.
    private final ByCluster<Delayed> earliest = new ByCluster<>();
    private final ByCluster<Integer> failures = new ByCluster<>();
    /// Per cluster: keys that are ready, in work or due soon.
    private final Map<ClusterId, Integer> held = new HashMap<>();
    private long sequence;
    private boolean closed;

    /// @param gate asked, with side effect, whether this item may be handed out now
    /// @param drained told, outside the lock, that nothing of a cluster is ready or in work any more, or that what is there rests
    public WorkQueue(Predicate<ClusterKey> gate, LongSupplier nanos, Consumer<ClusterId> drained) {
        this(gate, nanos, drained, Integer.MAX_VALUE);
    }

    /// @param mostPerCluster how many items of one cluster may be in work at once
    public WorkQueue(Predicate<ClusterKey> gate, LongSupplier nanos, Consumer<ClusterId> drained, int mostPerCluster) {
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
                delayed.remove(before);
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
        while (true) {
            Optional<Work> next = Optional.empty();
            List<ClusterId> rests;
            lock.lockInterruptibly();
            try {
                while (!closed) {
                    next = next();
                    if (next.isPresent() || !justResting.isEmpty()) {
                        break;
                    }
                    if (delayed.isEmpty()) {
                        added.await();
                    } else {
                        added.awaitNanos(Math.max(1, delayed.first().due - nanos.getAsLong()));
                    }
                }
                rests = newlyResting();
            } finally {
                lock.unlock();
            }
            rests.forEach(drained);
            if (next.isPresent() || rests.isEmpty()) {
                return next;
            }
        }
    }

    /// The same without waiting.
    public Optional<Work> poll() {
        Optional<Work> next;
        List<ClusterId> rests;
        lock.lock();
        try {
            next = closed ? Optional.empty() : next();
            rests = newlyResting();
        } finally {
            lock.unlock();
        }
        rests.forEach(drained);
        return next;
    }

    private List<ClusterId> newlyResting() {
        if (justResting.isEmpty()) {
            return List.of();
        }
        List<ClusterId> rests = List.copyOf(justResting);
        justResting.clear();
        return rests;
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
                placeOf(key.cluster()).add(key);
            }
            if (ready.containsKey(key.cluster())) {
                added.signal();
            }
            if (held.merge(key.cluster(), -1, Integer::sum) == 0) {
                held.remove(key.cluster());
            }
            idle = !busy(key.cluster());
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
            resting.remove(cluster);
            overflowed.remove(cluster);
            Collection<Delayed> late = earliest.drop(cluster).values();
            late.forEach(delayed::remove);
            failures.drop(cluster);
            int released = causes.drop(cluster).size() + (int) late.stream().filter(Delayed::soon).count();
            idle = released > 0 && held.computeIfPresent(cluster, (_, count) -> count == released ? null : count - released) == null;
        } finally {
            lock.unlock();
        }
        if (idle) {
            drained.accept(cluster);
        }
    }

    /// The cluster's gate may have opened: the gate is asked again.
    public void wake(ClusterId cluster) {
        lock.lock();
        try {
            LinkedHashSet<ClusterKey> keys = resting.remove(cluster);
            if (keys != null && !keys.isEmpty()) {
                ready.put(cluster, keys);
                added.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Whether more of the cluster came than was kept while it rested. Whoever is told looks at all of the cluster anew.
    boolean takeOverflow(ClusterId cluster) {
        lock.lock();
        try {
            return overflowed.remove(cluster);
        } finally {
            lock.unlock();
        }
    }

    /// Time has passed in the cluster other than here: what waits for its time is looked at now, and waits again if it must. What
    /// is in work comes again, since it may yet say how long to wait by the time that was.
    void hurry(ClusterId cluster) {
        lock.lock();
        try {
            for (Delayed entry : earliest.drop(cluster).values()) {
                delayed.remove(entry);
                enqueue(entry.key, entry.cause);
                release(entry);
            }
            working.forEach((key, cause) -> {
                if (key.cluster().equals(cluster)) {
                    enqueue(key, cause);
                }
            });
        } finally {
            lock.unlock();
        }
    }

    /// Whether anything of the cluster is ready, in work or due soon, and does not rest.
    public boolean holds(ClusterId cluster) {
        lock.lock();
        try {
            return busy(cluster);
        } finally {
            lock.unlock();
        }
    }

    private boolean busy(ClusterId cluster) {
        LinkedHashSet<ClusterKey> rest = resting.get(cluster);
        return held.getOrDefault(cluster, 0) > (rest == null ? 0 : rest.size());
    }

    /// What waits of the cluster, without what is in work or waits for its time.
    QueueView look(ClusterId cluster, int most, Function<ClusterKey, Subject> subject) {
        lock.lock();
        try {
            Set<ClusterKey> keys = resting.containsKey(cluster) ? resting.get(cluster) : ready.getOrDefault(cluster, new LinkedHashSet<>());
            return new QueueView(keys.size(), keys.stream().limit(most).map(key -> new QueueView.Item(subject.apply(key), causes.get(key))).toList(),
                    overflowed.contains(cluster));
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
        if (causes.has(key)) {
            return;
        }
        LinkedHashSet<ClusterKey> rest = resting.get(key.cluster());
        if (rest != null && rest.size() >= MOST_RESTING) {
            overflowed.add(key.cluster());
            return;
        }
        causes.put(key, cause);
        held.merge(key.cluster(), 1, Integer::sum);
        if (!working.containsKey(key)) {
            placeOf(key.cluster()).add(key);
            added.signal();
        }
    }

    private LinkedHashSet<ClusterKey> placeOf(ClusterId cluster) {
        LinkedHashSet<ClusterKey> rest = resting.get(cluster);
        return rest != null ? rest : ready.computeIfAbsent(cluster, _ -> new LinkedHashSet<>());
    }

    private Optional<Work> next() {
        promoteDue();
        while (true) {
            Optional<ClusterId> turn = ready.keySet().stream().filter(cluster -> workingOf.getOrDefault(cluster, 0) < mostPerCluster).findFirst();
            if (turn.isEmpty()) {
                return Optional.empty();
            }
            ClusterId cluster = turn.get();
            LinkedHashSet<ClusterKey> keys = ready.remove(cluster);
            if (!gate.test(keys.getFirst())) {
                resting.put(cluster, keys);
                justResting.add(cluster);
                continue;
            }
            ClusterKey key = keys.removeFirst();
            if (!keys.isEmpty()) {
                ready.put(cluster, keys);
                added.signal();
            }
            Work work = new Work(key, causes.remove(key));
            working.put(key, work.cause());
            workingOf.merge(cluster, 1, Integer::sum);
            return Optional.of(work);
        }
    }

    private void promoteDue() {
        long now = nanos.getAsLong();
        while (!delayed.isEmpty() && delayed.first().due - now <= 0) {
            Delayed due = delayed.pollFirst();
            earliest.remove(due.key);
            enqueue(due.key, due.cause);
            release(due);
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
