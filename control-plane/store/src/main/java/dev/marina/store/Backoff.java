package dev.marina.store;

import java.util.concurrent.locks.LockSupport;

/// Waits a little longer each time, up to a quarter of a second.
final class Backoff {

    private long nanos = 2_000_000;

    void pause() {
        LockSupport.parkNanos(nanos);
        nanos = Math.min(nanos * 2, 250_000_000);
    }
}
