package dev.marina.store;

import dev.marina.api.GroupResource;
import dev.marina.api.ResourceVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// One watcher's place in a window. Holds a version and no events, so a slow one keeps nothing alive.
final class Cursor implements EventCursor {

    private static final int MOST_AT_ONCE = 512;
    /// Who waits at least so long is woken by an [Alarm].
    private static final long ALARMED_NANOS = 1_000_000_000L;

    private final ClusterHandle cluster;
    private final Windows windows;
    private final EventWindow window;
    private final WatchFilter filter;
    private volatile ResourceVersion position;
    private volatile Thread waiting;
    private volatile boolean woken;
    private final Alarm alarm = new Alarm(this::wake);

    Cursor(ClusterHandle cluster, Windows windows, GroupResource resource, WatchFilter filter, ResourceVersion from) {
        this.cluster = cluster;
        this.windows = windows;
        this.window = windows.of(resource);
        this.filter = filter;
        this.position = from;
        window.add(this);
        if (from.value() < window.floor()) {
            close();
            throw new StoreException.Expired(from, new ResourceVersion(window.floor()));
        }
    }

    WatchFilter filter() {
        return filter;
    }

    @Override
    public List<StoreEvent> await(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        waiting = Thread.currentThread();
        try {
            while (true) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                woken = false;
                List<StoreEvent> passing = read();
                long left = deadline - System.nanoTime();
                if (!passing.isEmpty() || left <= 0) {
                    return passing;
                }
                if (!woken) {
                    park(deadline, left);
                }
            }
        } finally {
            waiting = null;
        }
    }

    private void park(long deadline, long left) {
        if (left < ALARMED_NANOS) {
            LockSupport.parkNanos(this, left);
            return;
        }
        alarm.atLatest(deadline, left);
        LockSupport.park(this);
    }

    /// What has happened since, as far as it passes the filter; moves the position behind everything looked at.
    private List<StoreEvent> read() {
        while (true) {
            windows.ended().ifPresent(reason -> {
                throw reason;
            });
            cluster.shard().requireProof(cluster.id());
            long upTo = windows.version();
            List<StoreEvent> events = window.after(position.value(), MOST_AT_ONCE);
            if (events == null) {
                throw new StoreException.Expired(position, new ResourceVersion(window.floor()));
            }
            boolean whole = events.size() < MOST_AT_ONCE;
            long reached = events.isEmpty() ? 0 : events.getLast().version().value();
            position = new ResourceVersion(Math.max(position.value(), whole ? Math.max(upTo, reached) : reached));
            List<StoreEvent> passing = passing(events);
            if (!passing.isEmpty() || whole) {
                return passing;
            }
        }
    }

    private List<StoreEvent> passing(List<StoreEvent> events) {
        if (filter.equals(WatchFilter.EVERYTHING)) {
            return events;
        }
        List<StoreEvent> passing = new ArrayList<>();
        for (StoreEvent event : events) {
            if (passes(event)) {
                passing.add(event);
            }
        }
        return passing;
    }

    private boolean passes(StoreEvent event) {
        return (filter.namespace().isEmpty() || filter.namespace().equals(event.key().namespace()))
                && (filter.field().isEmpty()
                        || event.previous().filter(this::hasValue).isPresent()
                        || event.current().filter(this::hasValue).isPresent());
    }

    private boolean hasValue(Stored stored) {
        return filter.value().equals(stored.fields().selectable().getOrDefault(filter.field(), ""));
    }

    /// By the shard's thread, and by its alarm.
    void wake() {
        woken = true;
        Thread thread = waiting;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public ResourceVersion position() {
        return position;
    }

    @Override
    public void close() {
        window.remove(this);
        alarm.close();
    }
}
