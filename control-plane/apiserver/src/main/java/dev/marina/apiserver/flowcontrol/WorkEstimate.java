package dev.marina.apiserver.flowcontrol;

import java.time.Duration;

/// What serving a request is expected to take.
///
/// @param seats while it is served, at least one
/// @param finalSeats afterwards, while those who watch are told what it changed
/// @param lingering how long the final seats are held
record WorkEstimate(int seats, int finalSeats, Duration lingering) {

    static final WorkEstimate ONE_SEAT = new WorkEstimate(1, 0, Duration.ZERO);

    static WorkEstimate seats(int seats) {
        return seats == 1 ? ONE_SEAT : new WorkEstimate(seats, 0, Duration.ZERO);
    }

    int mostSeats() {
        return Math.max(seats, finalSeats);
    }

    /// In seat-seconds, where being served takes so many seconds.
    double work(double service) {
        return seats * service + finalWork();
    }

    double finalWork() {
        return finalSeats * (lingering.toNanos() / 1e9);
    }

    /// The same work afterwards on no more than this many seats.
    WorkEstimate within(int limit) {
        if (finalSeats <= limit || limit < 1) {
            return this;
        }
        return new WorkEstimate(seats, limit, Duration.ofNanos(Math.round(finalWork() / limit * 1e9)));
    }
}
