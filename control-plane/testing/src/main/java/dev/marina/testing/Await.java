package dev.marina.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Waits for what other threads bring about.
public final class Await {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration BETWEEN = Duration.ofMillis(10);

    private Await() {}

    /// Throws [AssertionError] naming `what` where it does not come true in time.
    public static void until(String what, BooleanSupplier condition) {
        until(what, condition::getAsBoolean, holds -> holds);
    }

    /// The same for what takes longer by its nature.
    public static void within(Duration limit, String what, BooleanSupplier condition) {
        until(limit, what, condition::getAsBoolean, holds -> holds);
    }

    /// Answers what was seen when it came true; the error names what was seen last.
    public static <T> T until(String what, Supplier<T> observe, Predicate<T> condition) {
        return until(LIMIT, what, observe, condition);
    }

    private static <T> T until(Duration limit, String what, Supplier<T> observe, Predicate<T> condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            T seen = observe.get();
            if (condition.test(seen)) {
                return seen;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("not in %s: %s; last seen: %s".formatted(limit, what, seen));
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }
}
