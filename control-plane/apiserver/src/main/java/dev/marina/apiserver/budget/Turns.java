package dev.marina.apiserver.budget;

import dev.marina.api.ClusterId;
import dev.marina.api.StatusException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Turns at the processor, for requests that take long of it. A thread that computes is not interrupted for another, so of what all
/// clusters ask only as much is begun as there are processors for, and of those one cluster never has all while others ask too. Next is
/// whoever has had the least time of those who wait: a cluster that asks much waits for itself.
///
/// Whoever waits for something else, such as its change to be kept, sets its turn down before. One that holds a turn for longer than
/// computing takes is taken to wait: its turn goes to another, and what it still does it does beside. Its cluster pays for that time
/// too, and has no more such beside than there are turns.
public final class Turns {

    private static final Duration LONGEST = Duration.ofMillis(500);
    /// What this thread holds. A turn is the thread's, as its place on a processor is; who is about to wait, deep down, asks for no more
    /// than that.
    private static final ThreadLocal<Turn> HELD = new ThreadLocal<>();

    private final int all;
    private final int each;
    private final LongSupplier clock;
    /// Guards everything below. Held for a few steps.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ClusterId, Line> lines = new HashMap<>();
    private final ArrayDeque<Turn> held = new ArrayDeque<>();
    /// What the line that was called last had had: whoever comes anew begins there, and saves nothing up.
    private long served;

    /// @param processors that turns are for
    /// @param clock in nanoseconds
    public Turns(int processors, LongSupplier clock) {
        this.all = Math.max(2, processors);
        this.each = Math.max(1, all - 1);
        this.clock = clock;
    }

    /// One cluster's requests.
    private static final class Line {
        private final ArrayDeque<Turn> waiting = new ArrayDeque<>();
        private int held;
        /// Of those whose turn went to another, how many have not ended.
        private int beside;
        private long served;

        private long served() {
            return served;
        }
    }

    /// A turn that is held or waited for.
    public final class Turn implements AutoCloseable {
        private final ClusterId cluster;
        private final Line line;
        private final CountDownLatch called = new CountDownLatch(1);
        private long since;
        private boolean passedOn;
        private boolean over;

        private Turn(ClusterId cluster, Line line) {
            this.cluster = cluster;
            this.line = line;
        }

        /// May be called again.
        @Override
        public void close() {
            HELD.remove();
            lock.lock();
            try {
                end(this);
            } finally {
                lock.unlock();
            }
        }
    }

    /// Before this thread waits for something that is not the processor: it holds no turn from here on. May be called without one.
    public static void setDown() {
        Turn turn = HELD.get();
        if (turn != null) {
            turn.close();
        }
    }

    /// Blocks until it is the cluster's turn.
    public Turn take(ClusterId cluster) {
        Turn turn = enter(cluster);
        try {
            while (!turn.called.await(LONGEST.toNanos(), TimeUnit.NANOSECONDS)) {
                passOn();
            }
            HELD.set(turn);
            return turn;
        } catch (InterruptedException e) {
            turn.close();
            Thread.currentThread().interrupt();
            throw StatusException.unavailable("interrupted while waiting for a turn");
        }
    }

    /// Holds a turn or waits for one.
    Turn enter(ClusterId cluster) {
        lock.lock();
        try {
            Line line = lines.get(cluster);
            if (line == null) {
                line = new Line();
                line.served = served;
                lines.put(cluster, line);
            }
            Turn turn = new Turn(cluster, line);
            line.waiting.addLast(turn);
            call();
            return turn;
        } finally {
            lock.unlock();
        }
    }

    private void call() {
        while (held.size() < all) {
            int most = lines.size() == 1 ? all : each;
            Line next = lines.values().stream().filter(line -> !line.waiting.isEmpty() && line.held < most && line.beside < all)
                    .min(Comparator.comparingLong(Line::served)).orElse(null);
            if (next == null) {
                return;
            }
            Turn turn = next.waiting.pollFirst();
            turn.since = clock.getAsLong();
            next.held++;
            served = Math.max(served, next.served);
            held.addLast(turn);
            turn.called.countDown();
        }
    }

    private void end(Turn turn) {
        if (turn.over) {
            return;
        }
        turn.over = true;
        Line line = turn.line;
        if (turn.passedOn) {
            line.beside--;
            charge(turn);
        } else if (held.remove(turn)) {
            line.held--;
            charge(turn);
        } else {
            line.waiting.remove(turn);
        }
        if (line.held == 0 && line.beside == 0 && line.waiting.isEmpty()) {
            lines.remove(turn.cluster, line);
        }
        call();
    }

    private void charge(Turn turn) {
        long now = clock.getAsLong();
        turn.line.served += Math.max(1, now - turn.since);
        turn.since = now;
    }

    /// The turn of whoever has held one too long goes to another.
    void passOn() {
        lock.lock();
        try {
            long latest = clock.getAsLong() - LONGEST.toNanos();
            while (!held.isEmpty() && held.getFirst().since - latest <= 0) {
                Turn turn = held.removeFirst();
                charge(turn);
                turn.passedOn = true;
                turn.line.held--;
                turn.line.beside++;
            }
            call();
        } finally {
            lock.unlock();
        }
    }

    boolean holds(Turn turn) {
        return turn.called.getCount() == 0 && !turn.passedOn && !turn.over;
    }

    /// How many clusters hold turns or wait.
    int clusters() {
        lock.lock();
        try {
            return lines.size();
        } finally {
            lock.unlock();
        }
    }
}
