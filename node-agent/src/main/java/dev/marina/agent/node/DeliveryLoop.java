package dev.marina.agent.node;

import dev.marina.agent.pace.Doubling;
import dev.marina.agent.pod.Signal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Carries out changes on a thread of its own: those that come close together are carried out together, those that failed again.
final class DeliveryLoop implements AutoCloseable {

    private static final Duration GATHER = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Doubling RETRY = new Doubling(Duration.ofSeconds(1), Duration.ofSeconds(30));
    /// Rests so many times as long as it has worked, so that who changes much takes little from others.
    private static final int REST = 4;

    private final String name;
    private final BooleanSupplier deliver;
    private final Duration longestRest;
    private final Signal signal = new Signal();
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @param deliver false when it failed and is to be tried again
    /// @param longestRest after work; none where the work is as small as the change
    DeliveryLoop(String name, BooleanSupplier deliver, Duration longestRest) {
        this.name = name;
        this.deliver = deliver;
        this.longestRest = longestRest;
    }

    void start() {
        Thread.ofVirtual().name(name).start(this::run);
    }

    /// Something has changed. Does not block.
    void wake() {
        signal.raise();
    }

    private void run() {
        int failures = 0;
        Duration rest = GATHER;
        try {
            while (true) {
                signal.await(LONG);
                if (closed.await(rest.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                long start = System.nanoTime();
                failures = deliver.getAsBoolean() ? 0 : failures + 1;
                rest = failures == 0 ? restAfter(Duration.ofNanos(System.nanoTime() - start)) : RETRY.after(failures);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration restAfter(Duration work) {
        Duration fair = work.multipliedBy(REST);
        Duration rest = fair.compareTo(longestRest) > 0 ? longestRest : fair;
        return rest.compareTo(GATHER) > 0 ? rest : GATHER;
    }

    @Override
    public void close() {
        closed.countDown();
        signal.raise();
    }
}
