package dev.marina.agent.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttemptsTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final Attempts attempts = new Attempts();

    @Test
    void eachFailureWaitsLongerUpToALimit() {
        Instant at = NOW;
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
            attempts.failed("a", at);
            assertEquals(Optional.of(at.plusSeconds(seconds)), attempts.next(at));
            assertFalse(attempts.due("a", at.plusSeconds(seconds).minusMillis(1)));
            at = at.plusSeconds(seconds);
            assertTrue(attempts.due("a", at));
        }
    }

    @Test
    void successAndDisappearanceForget() {
        attempts.failed("a", NOW);
        attempts.failed("b", NOW);
        attempts.succeeded("a");
        attempts.keepOnly(Set.of("a"));

        assertEquals(Optional.empty(), attempts.next(NOW));
        assertTrue(attempts.due("b", NOW));
    }

    @Test
    void othersAreDueAtOnce() {
        attempts.failed("a", NOW);

        assertTrue(attempts.due("b", NOW));
        assertEquals(Optional.of(NOW.plus(Duration.ofSeconds(1))), attempts.next(NOW));
    }

    @Test
    void whatIsDueAndNotTriedKeepsNobodyBusy() {
        attempts.failed("a", NOW);

        assertEquals(Optional.empty(), attempts.next(NOW.plusSeconds(1)));
        assertTrue(attempts.due("a", NOW.plusSeconds(1)));
    }
}
