package dev.marina.store;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Work that nobody waits for: loading clusters with unfinished work after a takeover, going on with deletions. A few at a
/// time, each tried until it succeeds or has become pointless.
class Background implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Background.class);

    private static final int AT_ONCE = 8;
    private static final Duration END = Duration.ofSeconds(10);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final AtomicBoolean closed = new AtomicBoolean();

    void run(String what, Runnable task) {
        if (!closed.get()) {
            threads.execute(() -> repeat(what, task));
        }
    }

    private void repeat(String what, Runnable task) {
        Backoff backoff = new Backoff();
        while (!closed.get()) {
            room.acquireUninterruptibly();
            try {
                task.run();
                return;
            } catch (StoreException.NotOwner | StoreException.NoSuchCluster _) {
                return;
            } catch (StoreException e) {
                log.atWarn().addKeyValue("task", what).addKeyValue("reason", e.getMessage()).log("a task in the background is tried again");
            } finally {
                room.release();
            }
            backoff.pause();
        }
    }

    /// Returns when nothing of it goes on, or does not end for long.
    @Override
    public void close() {
        closed.set(true);
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atWarn().log("work in the background does not end");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
