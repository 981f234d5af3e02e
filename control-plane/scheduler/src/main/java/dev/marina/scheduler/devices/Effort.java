package dev.marina.scheduler.devices;

/// What one cycle may still spend on finding devices, over all nodes. Backtracking is exponential in what a claim asks for, and the
/// scheduler's thread is everybody's: upstream ends it by the clock (`filterTimeout`, ten seconds a node), this by counting, so that it
/// ends at the same place every time. Not for several threads.
public final class Effort {

    /// Some milliseconds of a core.
    private static final long MOST_STEPS = 50_000;
    /// Some ten milliseconds: ten thousand devices and a usual selector.
    private static final long MOST_COST = 150_000;

    private long steps = MOST_STEPS;
    private long cost = MOST_COST;

    /// There was more to try than may be tried.
    static final class Exhausted extends RuntimeException {
        Exhausted() {
            super("timed out trying to allocate devices", null, false, false);
        }
    }

    void step() {
        if (--steps < 0) {
            throw new Exhausted();
        }
    }

    /// What the next selector may cost.
    long costLeft() {
        if (cost <= 0) {
            throw new Exhausted();
        }
        return cost;
    }

    void spend(long units) {
        cost -= Math.max(1, units);
        step();
    }

    /// In units of roughly a tenth of a microsecond.
    long spent() {
        return MOST_STEPS - steps + 2 * (MOST_COST - cost);
    }
}
