package dev.marina.agent.pace;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Looks at something on a thread of its own: at once, and then again and again with so much time between, until it is closed. A look that
/// fails is told of, and the next is taken all the same.
public final class Rounds implements AutoCloseable {

    private final Duration between;
    private final Runnable look;
    private final Consumer<Throwable> failed;
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @param failed is told of what a look throws
    public Rounds(Duration between, Runnable look, Consumer<Throwable> failed) {
        this.between = between;
        this.look = look;
        this.failed = failed;
    }

    public void start(String name) {
        Thread.ofVirtual().name(name).start(this::run);
    }

    private void run() {
        try {
            do {
                try {
                    look.run();
                } catch (RuntimeException | Error failure) {
                    failed.accept(failure);
                }
            } while (!closed.await(between.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
