package dev.marina.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what other threads bring about.
public final class Await {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration BETWEEN = Duration.ofMillis(10);

    private Await() {}

    /// Throws [AssertionError] naming `what` where it does not come true in time.
    public static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not in %s: %s".formatted(LIMIT, what));
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }
}
