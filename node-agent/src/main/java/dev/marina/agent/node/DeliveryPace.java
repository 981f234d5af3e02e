package dev.marina.agent.node;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How often one tenant's changes make the machine work. Its nodes, of all of its clusters, are served one at a time and in their order, and
/// after each delivery the tenant rests as long as that took: however often it changes something and however much that costs, half of one
/// processor is what it takes, and what changes meanwhile is brought together. No other tenant waits for it.
final class DeliveryPace {

    private static final Duration LONGEST_REST = Duration.ofSeconds(2);

    private final LongSupplier clock;
    private final Semaphore one = new Semaphore(1, true);
    /// Guarded by `one`, as the time before which the next does not begin.
    private long next;

    /// @param clock in nanoseconds
    DeliveryPace(LongSupplier clock) {
        this.clock = clock;
        next = clock.getAsLong();
    }

    /// The tenant's, while something is brought.
    final class Turn implements AutoCloseable {
        private final long since = clock.getAsLong();

        private Turn() {}

        @Override
        public void close() {
            long now = clock.getAsLong();
            next = now + Math.min(now - since, LONGEST_REST.toNanos());
            one.release();
        }
    }

    /// Blocks until it is the turn of whoever asks; empty when `closed` before.
    Optional<Turn> take(CountDownLatch closed) throws InterruptedException {
        one.acquire();
        boolean over = true;
        try {
            over = closed.await(next - clock.getAsLong(), TimeUnit.NANOSECONDS);
        } finally {
            if (over) {
                one.release();
            }
        }
        return over ? Optional.empty() : Optional.of(new Turn());
    }
}
