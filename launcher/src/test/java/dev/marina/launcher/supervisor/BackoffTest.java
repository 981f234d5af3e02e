package dev.marina.launcher.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    @Test
    void theFirstDeathIsAnsweredAtOnce() {
        assertEquals(Duration.ZERO, new Backoff().afterLife(SHORT));
    }

    @Test
    void furtherDeathsAreAnsweredEverMoreSlowlyUpToHalfAMinute() {
        assertEquals(List.of(0L, 500L, 1000L, 2000L, 4000L, 8000L, 16000L, 30000L, 30000L),
                IntStream.rangeClosed(1, 9).mapToObj(failures -> Backoff.delay(failures).toMillis()).toList());
    }

    @Test
    void whoLivedLongEnoughIsForgiven() {
        Backoff backoff = new Backoff();
        backoff.afterLife(SHORT);
        backoff.afterLife(SHORT);

        assertEquals(Duration.ZERO, backoff.afterLife(Backoff.FORGIVEN));
    }

    @Test
    void manyFailuresDoNotOverflow() {
        assertEquals(Duration.ofSeconds(30), Backoff.delay(Integer.MAX_VALUE));
    }
}
