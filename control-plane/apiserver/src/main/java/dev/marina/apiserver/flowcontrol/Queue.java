package dev.marina.apiserver.flowcontrol;

import java.util.ArrayDeque;
import java.util.Comparator;

/// One queue of a level, there only while somebody waits in it or is served from it. The set's lock guards it.
final class Queue {

    /// Whose next request would be done first, were all served at once in equal parts; among equals who was not called for longest.
    static final Comparator<Queue> NEXT = Comparator.comparingDouble(Queue::finish).thenComparingLong(queue -> queue.lastCalled)
            .thenComparingInt(queue -> queue.index);

    final int index;
    final ArrayDeque<Ticket> waiting = new ArrayDeque<>();
    int served;
    int seatsInUse;
    /// What those who wait are expected to take, in seat-seconds.
    double waitingWork;
    int waitingSeats;
    /// The progress at which the oldest request would begin.
    double start;
    long lastCalled;

    Queue(int index, double start) {
        this.index = index;
        this.start = start;
    }

    private double finish() {
        return start + waiting.getFirst().work.work(QueueSet.EXPECTED_SECONDS);
    }

    boolean idle() {
        return waiting.isEmpty() && served == 0;
    }

    /// Nobody begins before it came: a queue that used less than its part does not save it up.
    void bound() {
        start = Math.max(start, waiting.getFirst().arrivedAt);
    }
}
