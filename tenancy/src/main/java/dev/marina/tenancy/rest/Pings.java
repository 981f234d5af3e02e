package dev.marina.tenancy.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.faulttolerance.Timeout;

/// Asks a part of the platform whether it is there, for so long and no longer: who asks how things are waits for an answer.
@ApplicationScoped
public class Pings {

    private static final long LONGEST_SECONDS = 5;

    @Timeout(value = LONGEST_SECONDS, unit = ChronoUnit.SECONDS)
    public void ask(Runnable ping) {
        ping.run();
    }
}
