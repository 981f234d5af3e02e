package dev.marina.tenancy.procedure;

import java.time.Duration;

/// How long work waits after it failed so often: twice as long each time, from two seconds to five minutes.
final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int MOST_DOUBLINGS = 10;

    private Backoff() {}

    static Duration after(int failures) {
        Duration wait = FIRST.multipliedBy(1L << Math.clamp(failures - 1L, 0, MOST_DOUBLINGS));
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }
}
