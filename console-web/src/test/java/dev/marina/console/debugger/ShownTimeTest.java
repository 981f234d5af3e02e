package dev.marina.console.debugger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ShownTimeTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-01-31T11:00:00Z");

    private static ShownTime clock(int percent) throws Exception {
        return ShownTime.of(JSON.readTree("""
                {"spec":{"speedPercent":%d,"advancedSeconds":3600},"status":{"since":"2026-01-31T10:00:00Z","shown":"2026-01-31T12:00:00Z"}}"""
                .formatted(percent)), NOW);
    }

    @Test
    void itGoesOnFromWhatItShowedAtItsSpeed() throws Exception {
        assertEquals(Instant.parse("2026-01-31T13:00:00Z"), clock(100).at(NOW));
        assertEquals(Instant.parse("2026-01-31T12:06:00Z"), clock(10).at(NOW));
        assertEquals(Instant.parse("2026-01-31T12:00:00Z"), clock(0).at(NOW));
    }

    @Test
    void oneThatNobodyTouchedShowsRealTime() throws Exception {
        assertEquals(NOW.plusSeconds(5), ShownTime.of(JSON.readTree("{\"spec\":{\"speedPercent\":100,\"advancedSeconds\":0}}"), NOW).at(NOW.plusSeconds(5)));
    }

    @Test
    void aheadIsAskedForAltogether() throws Exception {
        assertEquals("{\"spec\":{\"advancedSeconds\":90000}}", clock(100).ahead(Duration.ofDays(1)));
    }
}
