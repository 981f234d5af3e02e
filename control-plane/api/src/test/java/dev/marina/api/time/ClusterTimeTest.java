package dev.marina.api.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What a clock shows that somebody has slowed, stopped or made faster.
class ClusterTimeTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static ClusterTime at(int percent) {
        return new ClusterTime(START, START, percent);
    }

    @Test
    void aClockGoesAsFastAsItIsSet() {
        Instant later = START.plusSeconds(60);
        assertEquals(START, at(0).at(later));
        assertEquals(START.plusSeconds(6), at(10).at(later));
        assertEquals(START.plusSeconds(3_600), at(6_000).at(later), "an hour in a minute");
        assertEquals(START, at(6_000).at(START.minusSeconds(5)), "it never goes back");
    }

    @Test
    void whoWaitsInTheClusterWaitsAsMuchShorterOrLonger() {
        assertEquals(Duration.ofSeconds(1), at(6_000).real(Duration.ofMinutes(1)));
        assertEquals(Duration.ofMinutes(10), at(10).real(Duration.ofMinutes(1)));
        assertEquals(Duration.ofHours(1), at(0).real(Duration.ofMinutes(1)));
    }

    @Test
    void aFastClockStopsRunningAheadWhereDatesWouldBecomeUnreadable() {
        Instant inAYear = START.plus(Duration.ofDays(365));
        assertEquals(inAYear.plus(ClusterTime.FURTHEST), at(6_000).at(inAYear));
        assertEquals(inAYear.plus(ClusterTime.FURTHEST).plusSeconds(1), at(6_000).at(inAYear.plusSeconds(1)));
    }

    @Test
    void whatIsStoredIsNeverFasterThanThat() {
        Document clock = Document.parse("""
                {"apiVersion":"marina.dev/v1","kind":"Clock","metadata":{"name":"cluster"},"spec":{"speedPercent":1000000},
                 "status":{"since":"2026-01-01T00:00:00Z","shown":"2026-01-01T00:00:00Z"}}""".getBytes());
        assertEquals(ClusterTime.FASTEST, ClusterTime.of(clock).orElseThrow().percent());
    }
}
