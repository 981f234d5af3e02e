package dev.marina.tenancy.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntervalTest {

    @Test
    void secondsGoToTheHourTheyLieIn() {
        assertEquals(List.of(new Interval(at("10:00:00"), 30), new Interval(at("11:00:00"), 3600), new Interval(at("12:00:00"), 1)),
                Interval.between(at("10:59:30"), at("12:00:01")));
    }

    @Test
    void withinAnHourThereIsOnePart() {
        assertEquals(List.of(new Interval(at("10:00:00"), 60)), Interval.between(at("10:00:00"), at("10:01:00")));
    }

    @Test
    void noTimeIsNoPart() {
        assertEquals(List.of(), Interval.between(at("10:00:00"), at("10:00:00")));
    }

    private static Instant at(String time) {
        return Instant.parse("2026-01-01T" + time + "Z");
    }
}
