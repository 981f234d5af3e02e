package dev.marina.agent.machine;

import dev.marina.model.Machine;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Whether the installation has told this machine that it is none of its own any more. It counts when it is said again and again for a while: a
/// machine that joins anew is refused for a moment too. An installation that does not answer, or for any other reason not as it should, has said
/// nothing.
///
/// @param since when it was said first, without anything else meanwhile; empty: it is not said
/// @param certain whether it has been said for long enough
record Dismissal(Optional<Instant> since, boolean certain) {

    static final Duration LONG_ENOUGH = Duration.ofSeconds(30);
    static final Dismissal NONE = new Dismissal(Optional.empty(), false);

    /// After a request that failed.
    Dismissal after(Throwable failure, Instant now) {
        if (!(failure instanceof KubernetesClientException answer) || answer.getStatus() == null) {
            // Nobody has answered, so nobody has taken anything back.
            return this;
        }
        if (!said(answer.getStatus())) {
            return NONE;
        }
        Instant first = since.orElse(now);
        return new Dismissal(Optional.of(first), certain || !now.isBefore(first.plus(LONG_ENOUGH)));
    }

    private static boolean said(Status answer) {
        return Integer.valueOf(401).equals(answer.getCode()) && answer.getDetails() != null
                && Optional.ofNullable(answer.getDetails().getCauses()).orElse(List.of()).stream()
                        .anyMatch(cause -> Machine.LEFT_OUT.equals(cause.getReason()));
    }
}
