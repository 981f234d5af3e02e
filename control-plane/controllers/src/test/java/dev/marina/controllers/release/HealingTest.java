package dev.marina.controllers.release;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.model.Application.Healed;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealingTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void theFirstTimeIsAtOnce() {
        assertEquals(Duration.ZERO, Healing.pause(null, AT));
        assertEquals(new Healed(1, AT.toString()), Healing.again(null, AT));
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 2", "1, 2, 0", "2, 0, 6", "3, 1, 17", "6, 0, 300", "60, 0, 300", "60, 301, 0", "60, 601, 0"})
    void theMoreOftenTheLater(int times, int since, int pause) {
        assertEquals(Duration.ofSeconds(pause), Healing.pause(new Healed(times, AT.toString()), AT.plusSeconds(since)));
    }

    @Test
    void whatWasLongAgoIsForgotten() {
        assertEquals(5, Healing.again(new Healed(4, AT.toString()), AT.plusSeconds(600)).times());
        assertEquals(1, Healing.again(new Healed(4, AT.toString()), AT.plusSeconds(601)).times());
    }
}
