package dev.marina.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RuntimeHealthTest {

    private final TestClock clock = new TestClock(Instant.parse("2026-11-21T10:00:00Z"));
    private final RuntimeHealth health = new RuntimeHealth(new SimulatedRuntime(clock), clock);

    @Test
    void engineThatAnswersIsWell() {
        clock.advance(Duration.ofMinutes(5));
        health.ask();

        assertEquals(Optional.empty(), health.trouble());
    }

    @Test
    void engineThatHangsIsTroubleForWhoeverReadsThoughNobodyWaitsForIt() {
        health.ask();
        clock.advance(Duration.ofSeconds(31));

        assertEquals(Optional.of("container runtime is down: no answer for 31 s"), health.trouble());
    }
}
