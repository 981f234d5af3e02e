package dev.marina.controllers.cronjob;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.schedule.CronSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DueTimeTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"*/7 * * * *", "* * 1 * *", "0 0 1,2 * *", "30 6-16/4 * * 1-5", "15 2 * * 0", "@every 37m", "@hourly", "59 23 28-31 * *"})
    void theLastTimeIsTheOneThatIsFoundByCounting(String text) {
        long seed = System.nanoTime();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        CronSchedule schedule = CronSchedule.parse(text);
        for (ZoneId zone : List.of(ZoneOffset.UTC, ZoneId.of("Europe/Berlin"))) {
            Instant since = START.plusSeconds(random.nextLong(365 * 86_400L));
            Instant now = since.plusMillis(random.nextLong(90 * 86_400_000L));
            Optional<Instant> counted = Optional.empty();
            Instant next = schedule.next(since, zone).orElseThrow();
            while (!next.isAfter(now)) {
                counted = Optional.of(next);
                next = schedule.next(next, zone).orElseThrow();
            }
            assertEquals(new DueTime(counted, Optional.of(next)), DueTime.of(schedule, zone, since, now), () -> "seed " + seed + ", " + since + " to " + now);
        }
    }

    @Test
    void anAgeOfMinutesTakesNoTime() {
        Instant now = START.plus(Duration.ofDays(365_000));
        assertEquals(Optional.of(now), DueTime.of(CronSchedule.parse("* * * * *"), ZoneOffset.UTC, START, now).last());
        assertEquals(Optional.of(now), DueTime.of(CronSchedule.parse("@every 1s"), ZoneOffset.UTC, START, now).last());
    }

    @Test
    void aDayThatNoMonthHasIsNever() {
        assertEquals(new DueTime(Optional.empty(), Optional.empty()), DueTime.of(CronSchedule.parse("0 0 31 2 *"), ZoneOffset.UTC, START, START));
    }

    @Test
    void aHundredAreNotMany() {
        CronSchedule minutes = CronSchedule.parse("* * * * *");
        assertEquals(false, DueTime.manyMissed(minutes, ZoneOffset.UTC, START, START.plusSeconds(100 * 60)));
        assertEquals(true, DueTime.manyMissed(minutes, ZoneOffset.UTC, START, START.plusSeconds(101 * 60)));
    }
}
