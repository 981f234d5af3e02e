package dev.marina.store;

import java.util.concurrent.locks.LockSupport;

/// Waits a little longer each time, up to a quarter of a second.
final class Backoff {

    private static final long SHORTEST = 2_000_000;
    private static final long LONGEST = 250_000_000;

    private long nanos = SHORTEST;

    void pause() {
        LockSupport.parkNanos(nanos);
        nanos = Math.min(nanos * 2, LONGEST);
    }

    void reset() {
        nanos = SHORTEST;
    }
}
