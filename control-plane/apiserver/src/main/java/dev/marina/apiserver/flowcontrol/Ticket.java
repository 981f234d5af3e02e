package dev.marina.apiserver.flowcontrol;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One request in a [QueueSet]: it has a seat, waits for one, or was refused. The set's lock guards what changes.
final class Ticket {

    enum State {
        SEATED, WAITING, REFUSED, GONE
    }

    /// Which flow schema it matched, for what is counted.
    final FlowCounts counts;
    final long arrivedNanos;
    WorkEstimate work;
    State state;
    /// Null for one that was seated without waiting.
    Queue queue;
    private CountDownLatch called;
    long seatedNanos;
    /// The set's progress when it came.
    double arrivedAt;

    Ticket(FlowCounts counts, WorkEstimate work, long nowNanos) {
        this.counts = counts;
        this.work = work;
        this.arrivedNanos = nowNanos;
    }

    void wait(Queue in, double at) {
        state = State.WAITING;
        queue = in;
        arrivedAt = at;
        called = new CountDownLatch(1);
    }

    void seat(long nowNanos) {
        state = State.SEATED;
        seatedNanos = nowNanos;
        if (called != null) {
            called.countDown();
        }
    }

    /// Whether it has been called to a seat, after at most this long.
    boolean await(long nanos) throws InterruptedException {
        return called == null || called.await(nanos, TimeUnit.NANOSECONDS);
    }
}
