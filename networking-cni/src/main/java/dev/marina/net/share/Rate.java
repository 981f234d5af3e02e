package dev.marina.net.share;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// So many a second over time, and so many more at once. Any thread may call.
public final class Rate {

    private final long intervalNanos;
    private final long burstNanos;
    private final LongSupplier nanos;
    /// When everything that was allowed so far would have been paid off at the even rate.
    private final AtomicLong paidOff;

    /// @param nanos a clock such as `System::nanoTime`
    public Rate(int perSecond, int burst, LongSupplier nanos) {
        intervalNanos = 1_000_000_000L / perSecond;
        burstNanos = burst * intervalNanos;
        this.nanos = nanos;
        paidOff = new AtomicLong(nanos.getAsLong());
    }

    public boolean allow() {
        long now = nanos.getAsLong();
        while (true) {
            long known = paidOff.get();
            long from = known - now > 0 ? known : now;
            if (from - now > burstNanos - intervalNanos) {
                return false;
            }
            if (paidOff.compareAndSet(known, from + intervalNanos)) {
                return true;
            }
        }
    }
}
