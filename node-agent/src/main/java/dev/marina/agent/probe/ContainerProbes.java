package dev.marina.agent.probe;

import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The probes of one running container: a virtual thread that waits, asks and counts. The startup probe holds back the others.
public final class ContainerProbes implements AutoCloseable {

    /// What changes as probes pass and fail; called on the probing thread.
    public interface Listener {
        void unhealthy(String probe, String message);

        /// It passed, by an answer that its owner should hear of.
        void warned(String probe, String message);

        void changed();
    }

    private final Probe startup;
    private final Probe readiness;
    private final Probe liveness;
    private final Function<Probe, ProbeResult> ask;
    private final Listener listener;
    private final Instant containerStart;
    private final String container;
    private final boolean takenOver;
    private final CountDownLatch closed = new CountDownLatch(1);
    /// Ends startup and liveness probing, at the latest when all ends.
    private final CountDownLatch terminating = new CountDownLatch(1);
    private volatile boolean started;
    private volatile boolean ready;
    private volatile Optional<String> failed = Optional.empty();

    /// What was known of a container before the agent restarted, so that readiness does not flap and not all containers of the
    /// machine are probed in one moment.
    public record Known(boolean started, boolean ready) {}

    public ContainerProbes(String container, Probe startup, Probe readiness, Probe liveness, Instant containerStart, Optional<Known> known,
            Function<Probe, ProbeResult> ask, Listener listener) {
        this.container = container;
        this.startup = startup;
        this.readiness = readiness;
        this.liveness = liveness;
        this.containerStart = containerStart;
        this.ask = ask;
        this.listener = listener;
        takenOver = known.isPresent();
        started = startup == null || known.filter(Known::started).isPresent();
        ready = readiness == null || known.filter(Known::ready).isPresent();
        Thread.ofVirtual().name("probes " + container).start(this::run);
    }

    public boolean started() {
        return started;
    }

    public boolean ready() {
        return started && ready;
    }

    /// Why the container must be restarted, once a probe has failed for good.
    public Optional<String> failed() {
        return failed;
    }

    /// The pod is to go: readiness is still of interest to those who send it requests, liveness is not.
    public void terminate() {
        terminating.countDown();
    }

    @Override
    public void close() {
        closed.countDown();
        terminating.countDown();
    }

    private void run() {
        if (startup != null && !started && !startUp()) {
            return;
        }
        if (readiness != null) {
            Thread.ofVirtual().name("readiness " + container).start(this::followReadiness);
        }
        if (liveness != null) {
            followLiveness();
        }
    }

    private boolean startUp() {
        int failures = 0;
        boolean waiting = await(terminating, initialDelay(startup));
        while (waiting) {
            ProbeResult result = asked("Startup", startup);
            if (terminating.getCount() == 0) {
                return false;
            }
            if (result.success()) {
                started = true;
                listener.changed();
                return true;
            }
            listener.unhealthy("Startup", result.message());
            if (++failures >= failureThreshold(startup)) {
                failed = Optional.of("Container %s failed startup probe".formatted(container));
                listener.changed();
                return false;
            }
            waiting = await(terminating, period(startup));
        }
        return false;
    }

    private void followReadiness() {
        int successes = 0;
        int failures = 0;
        boolean waiting = await(closed, initialDelay(readiness));
        while (waiting) {
            ProbeResult result = asked("Readiness", readiness);
            if (closed.getCount() == 0) {
                return;
            }
            if (result.success()) {
                failures = 0;
                if (++successes >= Optional.ofNullable(readiness.getSuccessThreshold()).orElse(1)) {
                    become(true);
                }
            } else {
                successes = 0;
                listener.unhealthy("Readiness", result.message());
                if (++failures >= failureThreshold(readiness)) {
                    become(false);
                }
            }
            waiting = await(closed, period(readiness));
        }
    }

    private void become(boolean now) {
        if (ready != now) {
            ready = now;
            listener.changed();
        }
    }

    private void followLiveness() {
        int failures = 0;
        boolean waiting = await(terminating, initialDelay(liveness));
        while (waiting) {
            ProbeResult result = asked("Liveness", liveness);
            if (terminating.getCount() == 0) {
                return;
            }
            if (result.success()) {
                failures = 0;
            } else {
                listener.unhealthy("Liveness", result.message());
                if (++failures >= failureThreshold(liveness)) {
                    failed = Optional.of("Container %s failed liveness probe".formatted(container));
                    listener.changed();
                    return;
                }
            }
            waiting = await(terminating, period(liveness));
        }
    }

    /// False when probing is over.
    private static boolean await(CountDownLatch over, Duration duration) {
        try {
            return !over.await(Math.max(0, duration.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Duration initialDelay(Probe probe) {
        Instant first = containerStart.plusSeconds(Optional.ofNullable(probe.getInitialDelaySeconds()).orElse(0));
        Duration left = Duration.between(Instant.now(), first);
        Duration spread = takenOver ? Duration.ofMillis(ThreadLocalRandom.current().nextLong(period(probe).toMillis())) : Duration.ZERO;
        return left.isNegative() ? spread : left;
    }

    private static Duration period(Probe probe) {
        return Duration.ofSeconds(Math.max(1, Optional.ofNullable(probe.getPeriodSeconds()).orElse(10)));
    }

    private ProbeResult asked(String name, Probe probe) {
        ProbeResult result = ask.apply(probe);
        if (result.success() && !result.message().isEmpty() && closed.getCount() > 0) {
            listener.warned(name, result.message());
        }
        return result;
    }

    private static int failureThreshold(Probe probe) {
        return Math.max(1, Optional.ofNullable(probe.getFailureThreshold()).orElse(3));
    }
}
