package dev.marina.agent.probe;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One limit for the whole of a probe: a server that answers a byte at a time gets no more time than one that is silent. When it
/// has passed, what the probe talks through is closed under it.
final class Deadline {

    private static final Logger LOG = LoggerFactory.getLogger(Deadline.class);
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final long endNanos;

    private Deadline(long endNanos) {
        this.endNanos = endNanos;
    }

    static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime() + limit.toNanos());
    }

    Duration left() {
        return Duration.ofNanos(Math.max(1, endNanos - System.nanoTime()));
    }

    boolean passed() {
        return System.nanoTime() - endNanos >= 0;
    }

    /// Closes the connection at the deadline unless this is closed before.
    Watch watch(Closeable connection) {
        ScheduledFuture<?> end = TIMER.schedule(() -> {
            try {
                connection.close();
            } catch (IOException failure) {
                LOG.atDebug().setCause(failure).log("connection of a probe not closed");
            }
        }, left().toNanos(), TimeUnit.NANOSECONDS);
        return () -> end.cancel(false);
    }

    @FunctionalInterface
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("probe-deadlines").factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
