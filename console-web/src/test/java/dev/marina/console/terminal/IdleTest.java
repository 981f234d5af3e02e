package dev.marina.console.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class IdleTest {

    private static final Instant USED = Instant.parse("2027-01-01T00:00:00Z");

    private static Idle after(int minutes) {
        return Idle.of(USED, null, USED.plus(Duration.ofMinutes(minutes)));
    }

    @Test
    void itIsWarnedBeforeItIsEnded() {
        assertEquals(new Idle.Busy(), after(54));
        assertEquals(new Idle.Warned(Duration.ofMinutes(5)), after(55));
        assertEquals(new Idle.Warned(Duration.ofMinutes(1)), after(59));
        assertEquals(new Idle.Over(), after(60));
    }

    @Test
    void whatNoBrowserShowsIsNotKeptAsLong() {
        Instant unseen = USED.plus(Duration.ofMinutes(2));

        assertEquals(new Idle.Busy(), Idle.of(USED, unseen, unseen.plus(Duration.ofMinutes(9))));
        assertEquals(new Idle.Over(), Idle.of(unseen.plus(Duration.ofMinutes(9)), unseen, unseen.plus(Duration.ofMinutes(10))));
    }
}
