package dev.marina.tenancy.usage;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// The part of one hour for which something was used.
record Interval(Instant hour, long seconds) {

    /// The hours from then to now with the seconds of each.
    static List<Interval> between(Instant from, Instant to) {
        List<Interval> parts = new ArrayList<>();
        for (Instant start = from; start.isBefore(to);) {
            Instant hour = start.truncatedTo(ChronoUnit.HOURS);
            Instant next = hour.plus(1, ChronoUnit.HOURS);
            Instant end = next.isBefore(to) ? next : to;
            parts.add(new Interval(hour, Duration.between(start, end).toSeconds()));
            start = end;
        }
        return parts;
    }
}
