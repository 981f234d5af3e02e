package dev.marina.store;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Wakes somebody who waits for a long time, for whom something comes much earlier nearly always. To set a timer for each wait and take it back
/// costs more than the wait: a timer that is set stays, and whoever it wakes too early waits on. One thread rings all.
final class Alarm implements AutoCloseable {

    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final Runnable ring;
    /// Guarded by this; null where none is set.
    private ScheduledFuture<?> set;
    private long at;
    private boolean closed;

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("cursor-alarms").factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /// @param ring is quick and never waits
    Alarm(Runnable ring) {
        this.ring = ring;
    }

    /// Rings at this time or before.
    ///
    /// @param deadline by [System#nanoTime]
    /// @param left until then
    synchronized void atLatest(long deadline, long left) {
        if (closed || set != null && at - deadline <= 0) {
            return;
        }
        cancel();
        at = deadline;
        set = TIMER.schedule(this::due, left, TimeUnit.NANOSECONDS);
    }

    private void due() {
        synchronized (this) {
            set = null;
        }
        ring.run();
    }

    private void cancel() {
        if (set != null) {
            set.cancel(false);
            set = null;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        cancel();
    }
}
