package dev.marina.launcher.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

class PollTest {
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void whatIsSoAlreadyIsNotWaitedFor() throws InterruptedException {
        assertTrue(Poll.until(Duration.ZERO, () -> looks.incrementAndGet() == 1));
    }

    @Test
    void itLooksAgainUntilItIsSo() throws InterruptedException {
        assertTrue(Poll.until(Duration.ofMinutes(1), () -> looks.incrementAndGet() == 4));
        assertEquals(4, looks.get());
    }

    @Test
    void itEndsWithTheTimeAndLooksOnceMoreThen() throws InterruptedException {
        assertFalse(Poll.until(Duration.ofMillis(5), () -> looks.incrementAndGet() < 0));
        assertEquals(2, looks.get());
    }

    @Test
    void aFailureIsTheCallers() {
        assertThrows(IOException.class, () -> Poll.until(Duration.ofMinutes(1), () -> {
            throw new IOException("gone");
        }));
    }

    @Test
    void itLooksEverMoreSeldom() {
        assertEquals(Duration.ofMillis(20), Poll.longer(Duration.ofMillis(10)));
        assertEquals(Duration.ofMillis(500), Poll.longer(Duration.ofMillis(400)));
        assertEquals(Duration.ofMillis(500), Poll.longer(Duration.ofMillis(500)));
    }
}
