package dev.marina.console.feed;

import java.util.concurrent.atomic.AtomicLong;

/// Bytes that may be held, of a limit; several draw on one.
final class Allowance {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    Allowance(long limitBytes) {
        this.limit = limitBytes;
    }

    /// Takes all of it or nothing.
    boolean take(long bytes) {
        while (true) {
            long now = used.get();
            if (now + bytes > limit) {
                return false;
            }
            if (used.compareAndSet(now, now + bytes)) {
                return true;
            }
        }
    }

    void give(long bytes) {
        used.addAndGet(-bytes);
    }

    long usedBytes() {
        return used.get();
    }
}
