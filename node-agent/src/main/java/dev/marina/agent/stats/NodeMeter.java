package dev.marina.agent.stats;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The last two samples of one node. One is taken when somebody asks and the last is no longer fresh, so that asking more often costs
/// nothing. Whoever asks first in a while waits a moment, since a rate needs two. Any thread may call.
public final class NodeMeter {

    static final Duration FRESH = Duration.ofSeconds(10);
    /// A window that is longer says little of now.
    static final Duration LONGEST_WINDOW = Duration.ofMinutes(1);
    static final Duration FIRST_WINDOW = Duration.ofSeconds(1);

    private final Supplier<Sample> source;
    private final LongSupplier nanoTime;
    private final Pause pause;
    /// Guards `measured`; held while a sample is taken, so that one is taken for all who ask meanwhile.
    private final ReentrantLock lock = new ReentrantLock();
    private Measurement measured;

    /// Lets time pass.
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    public NodeMeter(Supplier<Sample> source) {
        this(source, System::nanoTime, Thread::sleep);
    }

    NodeMeter(Supplier<Sample> source, LongSupplier nanoTime, Pause pause) {
        this.source = source;
        this.nanoTime = nanoTime;
        this.pause = pause;
    }

    public Measurement measure() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (measured == null || !within(FRESH, measured.now())) {
                Sample before = measured != null && within(LONGEST_WINDOW, measured.now()) ? measured.now() : first();
                measured = new Measurement(before, source.get());
            }
            return measured;
        } finally {
            lock.unlock();
        }
    }

    private Sample first() throws InterruptedException {
        Sample first = source.get();
        pause.of(FIRST_WINDOW);
        return first;
    }

    private boolean within(Duration age, Sample sample) {
        return nanoTime.getAsLong() - sample.nanoTime() < age.toNanos();
    }
}
