package dev.marina.controllers.tokencleaner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.token.BootstrapToken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenCleanerPlanTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static TokenCleanerPlan of(Optional<Instant> end) {
        return TokenCleanerPlan.of(new BootstrapToken("abcdef", "0123456789abcdef", end, true, false, List.of()), NOW);
    }

    @Test
    void aTokenGoesAtItsEndAndNotBefore() {
        assertEquals(new TokenCleanerPlan.Keep(), of(Optional.empty()));
        assertEquals(new TokenCleanerPlan.DeleteAfter(Duration.ofSeconds(1)), of(Optional.of(NOW.plusSeconds(1))));
        assertEquals(new TokenCleanerPlan.Delete(), of(Optional.of(NOW)));
        assertEquals(new TokenCleanerPlan.Delete(), of(Optional.of(Instant.MIN)));
    }
}
