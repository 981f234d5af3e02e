package dev.marina.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.agent.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HinderedRuntimeTest {

    private final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final SimulatedRuntime runtime = new SimulatedRuntime(clock);

    @Test
    void whatGetsNoAnswerIsGivenUpInWordsThatPeopleKnow() {
        HinderedRuntime hindered = new HinderedRuntime(runtime, clock, Duration.ofMillis(20));
        hindered.hinder(true, Duration.ZERO);
        RuntimeFailure given = assertThrows(RuntimeFailure.class, hindered::snapshot);
        assertEquals("rpc error: code = DeadlineExceeded desc = context deadline exceeded", given.getMessage());
        hindered.hinder(false, Duration.ZERO);
        assertEquals(0, hindered.snapshot().sandboxes().size());
    }

    @Test
    void whoWaitsGoesOnWhenItIsMended() throws Exception {
        HinderedRuntime hindered = new HinderedRuntime(runtime, clock);
        hindered.hinder(true, Duration.ZERO);
        CompletableFuture<RuntimeSnapshot> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> answer.complete(hindered.snapshot()));
        assertFalse(answer.isDone());
        hindered.hinder(false, Duration.ZERO);
        assertEquals(0, answer.get(30, TimeUnit.SECONDS).containers().size());
    }

    @Test
    void itIsSaidAsAKubeletSaysItAndCountsFromItsBeginning() {
        HinderedRuntime hindered = new HinderedRuntime(runtime, clock);
        assertEquals(Optional.empty(), hindered.trouble());
        hindered.hinder(true, Duration.ZERO);
        clock.advance(Duration.ofSeconds(30));
        assertEquals(Optional.empty(), hindered.trouble());
        hindered.hinder(true, Duration.ZERO);
        clock.advance(Duration.ofSeconds(1));
        assertEquals(Optional.of("container runtime is down"), hindered.trouble());
        clock.advance(Duration.ofSeconds(154));
        assertEquals(Optional.of("[container runtime is down, PLEG is not healthy: pleg was last seen active 3m5s ago; threshold is 3m0s]"),
                hindered.trouble());
        hindered.hinder(false, Duration.ZERO);
        assertEquals(Optional.empty(), hindered.trouble());
    }

    @Test
    void aLateAnswerIsAnAnswer() {
        HinderedRuntime hindered = new HinderedRuntime(runtime, clock);
        hindered.hinder(false, Duration.ofMillis(30));
        long begun = System.nanoTime();
        assertEquals(0, hindered.snapshot().sandboxes().size());
        assertFalse(System.nanoTime() - begun < Duration.ofMillis(30).toNanos());
        assertEquals(Optional.empty(), hindered.trouble());
    }
}
