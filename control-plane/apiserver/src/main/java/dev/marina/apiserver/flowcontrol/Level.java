package dev.marina.apiserver.flowcontrol;

import java.util.function.LongSupplier;

/// A priority level of one cluster at work: what its object says, what that comes to in seats, and who sits on them.
final class Level {

    /// Half of what was asked for once is forgotten after five minutes, upstream's figure for a period of ten seconds.
    private static final double SMOOTHING = 0.977;

    final QueueSet seats;
    private volatile PriorityLevel declared;
    private volatile Share share;
    private volatile int limit;
    private volatile Demand demand = new Demand(new SeatDemand.Observed(0, 0, 0), 0);

    /// How many seats a level has by its object.
    ///
    /// @param lower what it keeps however much it lends
    /// @param upper what it has with all that it may borrow
    record Share(int nominal, int lower, int upper) {

        static Share of(PriorityLevel level, int total, long shares) {
            int nominal = (int) Math.ceil((double) total * level.shares() / Math.max(1, shares));
            int lendable = Math.round(nominal * level.lendablePercent() / 100f);
            int borrowing = level.borrowingPercent().isPresent() ? Math.round((float) nominal * level.borrowingPercent().getAsInt() / 100f) : total;
            return new Share(nominal, nominal - lendable, nominal + borrowing);
        }
    }

    /// @param smoothed falls slowly and rises at once
    record Demand(SeatDemand.Observed observed, double smoothed) {
        Demand next(SeatDemand.Observed seen) {
            double envelope = seen.mean() + seen.deviation();
            return new Demand(seen, Math.max(envelope, SMOOTHING * smoothed + (1 - SMOOTHING) * envelope));
        }
    }

    Level(PriorityLevel declared, Share share, LongSupplier clock) {
        this.declared = declared;
        this.share = share;
        this.limit = share.nominal();
        this.seats = new QueueSet(clock, declared.response(), limit);
    }

    PriorityLevel declared() {
        return declared;
    }

    Share share() {
        return share;
    }

    int limit() {
        return limit;
    }

    Demand demand() {
        return demand;
    }

    /// Begins with what the object says now; what is lent and borrowed is found out anew.
    void declare(PriorityLevel now, Share newShare) {
        boolean same = now.response().equals(declared.response()) && newShare.equals(share);
        declared = now;
        share = newShare;
        if (!same) {
            limit(newShare.nominal());
        }
    }

    void limit(int newLimit) {
        limit = newLimit;
        seats.configure(declared.response(), newLimit);
    }

    void observe() {
        demand = demand.next(seats.takeDemand());
    }

    /// What it does not lend now: what it was asked for at most in the last period, unless that is more than its own.
    int least() {
        int asked = (int) Math.ceil(demand.observed().most());
        return Math.max(share.lower(), declared.exempt() ? asked : Math.min(share.nominal(), asked));
    }
}
