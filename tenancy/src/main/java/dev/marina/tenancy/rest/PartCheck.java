package dev.marina.tenancy.rest;

import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.slf4j.LoggerFactory;

/// Whether one part that the API needs answers. Asking costs a call to it, and anybody may ask: so the answer holds for a moment,
/// and of many who ask at once one looks.
final class PartCheck implements HealthCheck {

    private static final long HOLDS_NANOS = Duration.ofSeconds(1).toNanos();

    private final String name;
    private final Runnable ping;

    /// Both guarded by this.
    private HealthCheckResponse latest;
    private long at;

    /// @param ping throws where the part does not answer
    PartCheck(String name, Runnable ping) {
        this.name = name;
        this.ping = ping;
    }

    @Override
    public synchronized HealthCheckResponse call() {
        if (latest == null || System.nanoTime() - at > HOLDS_NANOS) {
            latest = HealthCheckResponse.named(name).status(answers()).build();
            at = System.nanoTime();
        }
        return latest;
    }

    private boolean answers() {
        try {
            ping.run();
            return true;
        } catch (LinkageError broken) {
            // What could not be loaded once is never tried again by a virtual machine: only another process helps, and whoever asks us sees to it.
            LoggerFactory.getLogger(PartCheck.class).atError().addKeyValue("part", name).setCause(broken).log("part cannot be asked by this process");
            return false;
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(PartCheck.class).atDebug().addKeyValue("part", name).setCause(e).log("part does not answer");
            return false;
        }
    }
}
