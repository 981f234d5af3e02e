package dev.marina.apiserver.flowcontrol;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// The seats of one priority level, and who waits for them. While there are seats, a request takes one and nothing else is kept of
/// it; the queues are made when the first has to wait, and gone when none does.
///
/// Fair queueing for server requests, KEP-1040: a progress `R` grows by what each queue that has something to do would be served if
/// all were served at once in equal parts; whoever would be done first in that picture is called next. What a request really took is
/// made good when it ends.
final class QueueSet {

    /// What a request is taken to last until it is known, as upstream has it.
    static final double EXPECTED_SECONDS = 0.003;

    private final LongSupplier clock;
    /// Guards everything below, the queues and the tickets. Held for a few steps and never while anything is waited for.
    private final ReentrantLock lock = new ReentrantLock();
    private final SeatDemand demand;
    private final Map<Integer, Queue> queues = new HashMap<>();
    /// The queues in which somebody waits.
    private final TreeSet<Queue> ready = new TreeSet<>(Queue.NEXT);
    private PriorityLevel.Response response;
    private int limit;
    private int seatsInUse;
    private int served;
    private int seatsWaiting;
    private int waiting;
    private double progress;
    private long progressNanos;
    private int queuedSeats;
    private long calls;
    private long dispatched;
    private long refused;
    private long timedOut;

    /// @param clock in nanoseconds
    /// @param limit how many seats there are
    QueueSet(LongSupplier clock, PriorityLevel.Response response, int limit) {
        this.clock = clock;
        this.response = response;
        this.limit = limit;
        this.demand = new SeatDemand(clock.getAsLong());
    }

    /// Takes effect for those who wait already; queues beyond a smaller number empty by themselves.
    void configure(PriorityLevel.Response newResponse, int newLimit) {
        lock.lock();
        try {
            long now = synced();
            response = newResponse;
            limit = newLimit;
            call(now);
        } finally {
            lock.unlock();
        }
    }

    /// A seat, a place in a queue, or a refusal. Whoever has a seat gives it back with [#leave], whoever gives up waiting says so
    /// with [#abandon].
    ///
    /// @param hand the queues that the flow may wait in; asked only if it has to
    Ticket enter(FlowCounts counts, WorkEstimate work, Function<PriorityLevel.Response.Queue, int[]> hand) {
        lock.lock();
        try {
            long now = synced();
            Ticket ticket = new Ticket(counts, work, now);
            if (response instanceof PriorityLevel.Response.Exempt || waiting == 0 && fits(work)) {
                seat(ticket, now);
                return ticket;
            }
            if (!(response instanceof PriorityLevel.Response.Queue queuing)) {
                refuse(ticket, "concurrency-limit");
                return ticket;
            }
            int index = shortest(hand.apply(queuing));
            Queue queue = queues.get(index);
            if (queue != null && queue.waiting.size() >= queuing.lengthLimit()) {
                refuse(ticket, "queue-full");
                return ticket;
            }
            queue = queue == null ? new Queue(index, progress) : queue;
            queues.put(index, queue);
            enqueue(ticket, queue);
            call(now);
            return ticket;
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(WorkEstimate work) {
        int seats = work.mostSeats();
        // One that is wider than the whole level goes alone.
        return seats > limit ? served == 0 && limit > 0 : seatsInUse + seats <= limit;
    }

    private void refuse(Ticket ticket, String reason) {
        ticket.state = Ticket.State.REFUSED;
        refused++;
        ticket.counts.refused(reason);
    }

    /// Of the hand, the queue where the least work waits; in turn, where it is the same.
    private int shortest(int[] hand) {
        int offset = (int) (calls++ % hand.length);
        int best = -1;
        double least = Double.MAX_VALUE;
        for (int i = 0; i < hand.length; i++) {
            int index = hand[(offset + i) % hand.length];
            Queue queue = queues.get(index);
            double work = queue == null ? 0 : queue.waitingWork;
            if (work < least) {
                least = work;
                best = index;
            }
        }
        return best;
    }

    private void enqueue(Ticket ticket, Queue queue) {
        unlist(queue);
        ticket.wait(queue, progress);
        queue.waiting.addLast(ticket);
        queue.waitingWork += ticket.work.work(EXPECTED_SECONDS);
        queue.waitingSeats += ticket.work.mostSeats();
        list(queue);
        waiting++;
        seatsWaiting += ticket.work.mostSeats();
        queuedSeats += ticket.work.mostSeats();
        ticket.counts.queued(ticket.work.mostSeats(), queue.waiting.size());
        demand.now(seatsInUse + seatsWaiting, ticket.arrivedNanos);
    }

    /// Before anything changes by which queues are in order.
    private void unlist(Queue queue) {
        if (!queue.waiting.isEmpty()) {
            ready.remove(queue);
        }
    }

    private void list(Queue queue) {
        if (!queue.waiting.isEmpty()) {
            queue.bound();
            ready.add(queue);
        }
    }

    /// Removes it from its queue; what is counted of its seats goes on where it is seated.
    private void dequeue(Ticket ticket) {
        Queue queue = ticket.queue;
        queue.waiting.remove(ticket);
        queue.waitingWork = queue.waiting.isEmpty() ? 0 : queue.waitingWork - ticket.work.work(EXPECTED_SECONDS);
        queue.waitingSeats -= ticket.work.mostSeats();
        waiting--;
        seatsWaiting -= ticket.work.mostSeats();
        queuedSeats -= ticket.work.mostSeats();
        ticket.counts.dequeued(ticket.work.mostSeats());
    }

    /// Calls as many as there are seats for. The next in turn is not passed by a narrower one.
    private void call(long now) {
        while (!ready.isEmpty()) {
            Queue queue = ready.first();
            Ticket ticket = queue.waiting.getFirst();
            if (!fits(ticket.work)) {
                return;
            }
            unlist(queue);
            dequeue(ticket);
            ticket.work = ticket.work.within(limit);
            queue.lastCalled = ++calls;
            queue.served++;
            queue.seatsInUse += ticket.work.mostSeats();
            queuedSeats += ticket.work.mostSeats();
            queue.start += ticket.work.work(EXPECTED_SECONDS);
            list(queue);
            seat(ticket, now);
            ticket.counts.waited(now - ticket.arrivedNanos, true);
        }
    }

    private void seat(Ticket ticket, long now) {
        seatsInUse += ticket.work.mostSeats();
        served++;
        dispatched++;
        ticket.counts.seated(ticket.work.mostSeats());
        demand.now(seatsInUse + seatsWaiting, now);
        ticket.seat(now);
    }

    /// What is still held when the request is over, to be given back with [#release] after the ticket's lingering. Once for each
    /// ticket that had a seat.
    ///
    /// @return whether anything is held
    boolean leave(Ticket ticket) {
        lock.lock();
        try {
            long now = synced();
            served--;
            ticket.counts.served(now - ticket.seatedNanos);
            Queue queue = ticket.queue;
            if (queue != null) {
                unlist(queue);
                queue.served--;
                queue.start -= ticket.work.seats() * (EXPECTED_SECONDS - (now - ticket.seatedNanos) / 1e9);
                list(queue);
            }
            if (ticket.work.lingering().isZero()) {
                release(ticket, now);
                return false;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Gives back what was held beyond the request's end.
    void release(Ticket ticket) {
        lock.lock();
        try {
            release(ticket, synced());
        } finally {
            lock.unlock();
        }
    }

    private void release(Ticket ticket, long now) {
        ticket.state = Ticket.State.GONE;
        seatsInUse -= ticket.work.mostSeats();
        ticket.counts.released(ticket.work.mostSeats());
        Queue queue = ticket.queue;
        if (queue != null) {
            queue.seatsInUse -= ticket.work.mostSeats();
            queuedSeats -= ticket.work.mostSeats();
            forgetIfIdle(queue);
        }
        demand.now(seatsInUse + seatsWaiting, now);
        call(now);
    }

    private void forgetIfIdle(Queue queue) {
        if (queue.idle()) {
            queues.remove(queue.index, queue);
            if (queues.isEmpty()) {
                progress = 0;
            }
        }
    }

    /// Gives up waiting.
    ///
    /// @return false when it was called meanwhile: it has a seat
    boolean abandon(Ticket ticket) {
        lock.lock();
        try {
            long now = synced();
            if (ticket.state != Ticket.State.WAITING) {
                return false;
            }
            Queue queue = ticket.queue;
            unlist(queue);
            dequeue(ticket);
            ticket.state = Ticket.State.GONE;
            list(queue);
            forgetIfIdle(queue);
            timedOut++;
            ticket.counts.refused("time-out");
            ticket.counts.waited(now - ticket.arrivedNanos, false);
            demand.now(seatsInUse + seatsWaiting, now);
            call(now);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// The time, up to which the progress is brought: each queue that has something to do is served an equal part.
    private long synced() {
        long now = clock.getAsLong();
        if (!queues.isEmpty()) {
            progress += (now - progressNanos) / 1e9 * Math.min(queuedSeats, limit) / queues.size();
        }
        progressNanos = now;
        return now;
    }

    /// What was asked for since the last call.
    SeatDemand.Observed takeDemand() {
        lock.lock();
        try {
            return demand.take(synced());
        } finally {
            lock.unlock();
        }
    }

    /// A level as it is at one moment.
    ///
    /// @param queues those in which somebody waits or is served, by their number
    record State(int limit, int seatsInUse, int served, int waiting, int seatsWaiting, double progress, long dispatched, long refused, long timedOut,
            List<QueueState> queues) {
        boolean idle() {
            return served == 0 && waiting == 0 && seatsInUse == 0;
        }
    }

    record QueueState(int index, int waiting, int served, int seatsInUse, int seatsWaiting, double start, double work) {}

    State state() {
        lock.lock();
        try {
            synced();
            return new State(limit, seatsInUse, served, waiting, seatsWaiting, progress, dispatched, refused, timedOut,
                    queues.values().stream().sorted(java.util.Comparator.comparingInt(queue -> queue.index)).map(queue -> new QueueState(queue.index,
                            queue.waiting.size(), queue.served, queue.seatsInUse, queue.waitingSeats, queue.start, queue.waitingWork)).toList());
        } finally {
            lock.unlock();
        }
    }

    /// How many queues there are at the moment.
    int queues() {
        return state().queues().size();
    }
}
