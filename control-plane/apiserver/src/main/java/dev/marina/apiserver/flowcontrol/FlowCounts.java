package dev.marina.apiserver.flowcontrol;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What is counted of the requests of one flow schema in one priority level.
final class FlowCounts {

    private static final double[] SECONDS = {0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30};
    private static final double[] LENGTHS = {0, 10, 25, 50, 100, 250, 500, 1000};
    private static final double[] SEATS = {1, 2, 4, 8, 16, 32, 64, 100};
    private static final double NANOS = 1e9;

    final LongAdder dispatched = new LongAdder();
    final LongAdder executing = new LongAdder();
    final LongAdder executingSeats = new LongAdder();
    final LongAdder waiting = new LongAdder();
    final LongAdder waitingSeats = new LongAdder();
    final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
    final Histogram seats = new Histogram(SEATS);
    final Histogram execution = new Histogram(SECONDS);
    /// Null until somebody had to wait.
    private volatile Waits waits;

    /// What is counted of waiting only.
    record Waits(Histogram called, Histogram gaveUp, Histogram length) {}

    private Waits waits() {
        Waits known = waits;
        if (known == null) {
            synchronized (this) {
                if (waits == null) {
                    waits = new Waits(new Histogram(SECONDS), new Histogram(SECONDS), new Histogram(LENGTHS));
                }
                known = waits;
            }
        }
        return known;
    }

    Waits known() {
        return waits;
    }

    void refused(String reason) {
        refused.computeIfAbsent(reason, _ -> new LongAdder()).increment();
    }

    void queued(int width, int length) {
        waiting.increment();
        waitingSeats.add(width);
        waits().length().observe(length);
    }

    void dequeued(int width) {
        waiting.decrement();
        waitingSeats.add(-width);
    }

    void waited(long nanos, boolean called) {
        (called ? waits().called() : waits().gaveUp()).observe(nanos / NANOS);
    }

    void seated(int width) {
        dispatched.increment();
        executing.increment();
        executingSeats.add(width);
    }

    void served(long nanos) {
        executing.decrement();
        execution.observe(nanos / NANOS);
    }

    void released(int width) {
        executingSeats.add(-width);
    }
}
