package dev.marina.agent.runtime;

import dev.marina.agent.pace.Rounds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the machine's container engine answers, asked once for all nodes. Whoever reads it never waits for the engine.
public final class RuntimeHealth implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeHealth.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    /// For so long an answer counts; an engine that hangs gives none.
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final ContainerRuntime runtime;
    private final Clock clock;
    private final Rounds rounds = new Rounds(INTERVAL, this::ask,
            failure -> LOG.atWarn().addKeyValue("error", failure.toString()).log("container runtime not asked"));
    private volatile Instant asked;
    private volatile Optional<String> failure = Optional.empty();

    public RuntimeHealth(ContainerRuntime runtime, Clock clock) {
        this.runtime = runtime;
        this.clock = clock;
        asked = clock.instant();
    }

    public void start() {
        rounds.start("runtime health");
    }

    /// What is wrong, if anything is.
    public Optional<String> trouble() {
        Duration silence = Duration.between(asked, clock.instant());
        if (silence.compareTo(SILENCE) > 0) {
            return Optional.of("container runtime is down: no answer for %d s".formatted(silence.toSeconds()));
        }
        return failure;
    }

    void ask() {
        try {
            runtime.ping();
            failure = Optional.empty();
        } catch (RuntimeFailure down) {
            failure = Optional.of("container runtime is down: " + down.getMessage());
        }
        asked = clock.instant();
    }

    @Override
    public void close() {
        rounds.close();
    }
}
