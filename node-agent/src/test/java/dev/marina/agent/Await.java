package dev.marina.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;

/// Waits until something observed is as expected, and shows the last observation if that never happens.
public final class Await {

    private static final long STEP_NANOS = 10_000_000;

    private Await() {}

    public static <T> T until(String what, Duration longest, Supplier<T> observe, Predicate<T> expected) {
        Instant deadline = Instant.now().plus(longest);
        T last = observe.get();
        while (!expected.test(last)) {
            if (Instant.now().isAfter(deadline)) {
                return Assertions.fail("waited %s for %s, and saw %s".formatted(longest, what, last));
            }
            LockSupport.parkNanos(STEP_NANOS);
            last = observe.get();
        }
        return last;
    }
}
