package dev.marina.controllers.cronjob;

import dev.marina.api.schedule.CronSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/// The last time that a schedule named and nobody acted on.
///
/// @param time empty when nothing is due
/// @param manyMissed whether more than a hundred were passed over: somebody slept, or a clock is wrong
record DueTime(Optional<Instant> time, boolean manyMissed) {

    private static final int MANY = 100;
    private static final DueTime NONE = new DueTime(Optional.empty(), false);

    /// @param since the last time that was acted on, or the beginning
    static DueTime of(CronSchedule schedule, ZoneId zone, Instant since, Instant now) {
        Optional<Instant> first = schedule.next(since, zone);
        if (first.isEmpty() || first.get().isAfter(now)) {
            return NONE;
        }
        Optional<Instant> second = schedule.next(first.get(), zone);
        if (second.isEmpty() || second.get().isAfter(now)) {
            return new DueTime(first, false);
        }
        // Counting them one by one could take an age; the distance of two tells where to begin.
        long between = Math.max(1, Duration.between(first.get(), second.get()).toSeconds());
        long missed = Duration.between(first.get(), now).toSeconds() / between + 1;
        Instant latest = first.get();
        Instant from = first.get().plusSeconds((missed - 2) * between);
        for (Optional<Instant> next = schedule.next(from, zone); next.isPresent() && !next.get().isAfter(now); next = schedule.next(next.get(), zone)) {
            latest = next.get();
        }
        return new DueTime(Optional.of(latest), missed > MANY);
    }
}
