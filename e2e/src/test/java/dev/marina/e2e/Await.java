package dev.marina.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Observes until what is seen is what is wanted; the last observation is in the failure's message.
final class Await {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private Await() {}

    static <T> T until(String wanted, Duration atMost, Callable<T> look, Predicate<T> good) {
        Instant end = Instant.now().plus(atMost);
        Object last;
        do {
            try {
                T seen = look.call();
                if (good.test(seen)) {
                    return seen;
                }
                last = seen;
            } catch (Exception | AssertionError e) {
                last = e;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        } while (Instant.now().isBefore(end));
        throw new AssertionError("not within %s: %s; last seen: %s".formatted(atMost, wanted, last));
    }
}
