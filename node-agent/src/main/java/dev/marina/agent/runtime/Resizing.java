package dev.marina.agent.runtime;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/// Tells the engine the sizes of one session's terminal: one at a time, and of those that came meanwhile the last only, however fast a
/// person drags a window or a program says that somebody does. Nobody waits for it.
final class Resizing {

    private static final int ATTEMPTS = 20;
    private static final long RETRY_NANOS = 50_000_000;

    private record Size(int width, int height) {}

    private final BiConsumer<Integer, Integer> tell;
    private final AtomicReference<Size> wanted = new AtomicReference<>();
    private final AtomicBoolean telling = new AtomicBoolean();

    /// @param tell the engine a width and a height; throws [RuntimeFailure] when it does not take them
    Resizing(BiConsumer<Integer, Integer> tell) {
        this.tell = tell;
    }

    void to(int width, int height) {
        wanted.set(new Size(width, height));
        if (telling.compareAndSet(false, true)) {
            Thread.ofVirtual().name("resize").start(this::run);
        }
    }

    private void run() {
        do {
            for (Size size = wanted.getAndSet(null); size != null; size = wanted.getAndSet(null)) {
                told(size);
            }
            telling.set(false);
            // One may have come between the look and the end of telling.
        } while (wanted.get() != null && telling.compareAndSet(false, true));
    }

    /// The first size comes before the program has quite begun, and is then refused for a moment. A size that does not come through is no
    /// reason to end a session.
    private void told(Size size) {
        for (int attempt = 0; attempt < ATTEMPTS && wanted.get() == null; attempt++) {
            try {
                tell.accept(size.width, size.height);
                return;
            } catch (RuntimeFailure _) {
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }
}
