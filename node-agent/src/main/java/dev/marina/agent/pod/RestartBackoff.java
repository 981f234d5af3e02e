package dev.marina.agent.pod;

import dev.marina.agent.pace.Doubling;
import dev.marina.agent.runtime.ContainerState;
import java.time.Duration;
import java.time.Instant;

/// The first restart comes at once, further ones after 10 s, 20 s, … 5 min; a container that ran for ten minutes starts afresh.
final class RestartBackoff {

    private static final Doubling WAIT = new Doubling(Duration.ofSeconds(10), Duration.ofMinutes(5));
    private static final Duration FORGIVEN_AFTER = Duration.ofMinutes(10);

    private RestartBackoff() {}

    /// Steps that the container's next attempt carries.
    static int nextStep(ContainerState ended) {
        return forgiven(ended) ? 1 : ended.backoffStep() + 1;
    }

    static Duration delay(ContainerState ended) {
        if (ended.backoffStep() == 0 || forgiven(ended)) {
            return Duration.ZERO;
        }
        return WAIT.after(ended.backoffStep());
    }

    static Instant restartAt(ContainerState ended) {
        return ended.finished().plus(delay(ended));
    }

    private static boolean forgiven(ContainerState ended) {
        return ended.started() != null && Duration.between(ended.started(), ended.finished()).compareTo(FORGIVEN_AFTER) >= 0;
    }
}
