package dev.marina.tenancy.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestRateTest {

    private final MovedClock clock = new MovedClock();

    @Test
    void anAddressWaitsUntilItsOldestAttemptIsAMinuteOld() {
        RequestRate rate = new RequestRate(2, clock);
        rate.take("a");
        clock.now = clock.now.plusSeconds(20);
        rate.take("a");

        assertEquals(Optional.of(Duration.ofSeconds(40)), rate.take("a"));
        clock.now = clock.now.plusSeconds(40);
        assertTrue(rate.take("a").isEmpty());
    }

    @Test
    void addressesAreCountedApart() {
        RequestRate rate = new RequestRate(1, clock);
        rate.take("a");

        assertTrue(rate.take("b").isEmpty());
        assertTrue(rate.take("a").isPresent());
    }

    @Test
    void zeroMeansAnyNumber() {
        RequestRate rate = new RequestRate(0, clock);

        for (int i = 0; i < 1000; i++) {
            assertTrue(rate.take("a").isEmpty());
        }
    }

    private static final class MovedClock extends Clock {
        private Instant now = Instant.EPOCH;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
