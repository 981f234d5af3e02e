package dev.marina.agent.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ends a session that takes too long, by closing it under who reads from it; closed itself, it does nothing any more.
final class TimeLimit implements AutoCloseable {

    private final Thread watch;

    TimeLimit(Duration limit, Runnable end) {
        watch = Thread.ofVirtual().name("exec limit").start(() -> endAfter(limit, end));
    }

    private static void endAfter(Duration limit, Runnable end) {
        try {
            if (!new CountDownLatch(1).await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                end.run();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
