package dev.marina.controllers.cronjob;

import dev.marina.api.schedule.CronSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/// What a schedule names around the present.
///
/// @param last that nobody acted on; empty when nothing is due
/// @param next after that; empty when the schedule never names one
record DueTime(Optional<Instant> last, Optional<Instant> next) {

    private static final int MANY = 100;

    /// @param since the last time that was acted on, or the beginning: `@every 1h` is counted from there
    static DueTime of(CronSchedule schedule, ZoneId zone, Instant since, Instant now) {
        Optional<Instant> first = schedule.next(since, zone);
        if (first.isEmpty() || first.get().isAfter(now)) {
            return new DueTime(Optional.empty(), first);
        }
        Instant last = switch (schedule) {
            case CronSchedule.Every(Duration delay) -> first.get().plus(delay.multipliedBy(Duration.between(first.get(), now).dividedBy(delay)));
            case CronSchedule.Fields fields -> last(fields, zone, first.get(), now);
        };
        return new DueTime(Optional.of(last), schedule.next(last, zone));
    }

    /// Halves what is left to look through, as counting the times one by one could take an age, and a distance between two says little
    /// about the others (`* * 1 * *`).
    private static Instant last(CronSchedule.Fields schedule, ZoneId zone, Instant first, Instant now) {
        Instant last = first;
        Instant middle = first;
        Instant end = now;
        // nothing is named after `end`
        while (last.isBefore(end)) {
            Optional<Instant> next = schedule.next(middle, zone).filter(time -> !time.isAfter(now));
            if (next.isPresent()) {
                last = next.get();
            } else {
                end = middle;
            }
            middle = last.plus(Duration.between(last, end).dividedBy(2));
        }
        return last;
    }

    /// Whether more than a hundred times were passed over: somebody slept, or a clock is wrong.
    static boolean manyMissed(CronSchedule schedule, ZoneId zone, Instant since, Instant now) {
        Optional<Instant> next = schedule.next(since, zone);
        for (int missed = 0; missed < MANY && next.isPresent() && !next.get().isAfter(now); missed++) {
            next = schedule.next(next.get(), zone);
        }
        return next.filter(time -> !time.isAfter(now)).isPresent();
    }
}
