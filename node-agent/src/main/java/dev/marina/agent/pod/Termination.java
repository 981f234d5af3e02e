package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// When a pod is to end, how long that may take, and whether it has.
final class Termination {

    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

    private Termination() {}

    static boolean terminating(Pod pod, PodFacts facts) {
        return facts.gone() || pod.getMetadata().getDeletionTimestamp() != null;
    }

    static boolean terminal(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    static boolean deadlineExceeded(Pod pod, PodFacts facts) {
        return deadline(pod, facts).filter(at -> !facts.now().isBefore(at)).isPresent();
    }

    static Optional<Instant> deadline(Pod pod, PodFacts facts) {
        Long seconds = pod.getSpec().getActiveDeadlineSeconds();
        return seconds == null || terminal(pod) ? Optional.empty() : facts.started().map(start -> start.plusSeconds(seconds));
    }

    /// What is left of the grace that the delete request allowed; at least a second, so that a stop signal is sent at all.
    static Duration grace(Pod pod, PodFacts facts) {
        Long allowed = pod.getMetadata().getDeletionGracePeriodSeconds();
        String deadline = pod.getMetadata().getDeletionTimestamp();
        if (deadline != null && allowed != null) {
            Duration left = Duration.between(facts.now(), Instant.parse(deadline));
            return Duration.ofSeconds(Math.clamp(left.toSeconds() + 1, 1, Math.max(1, allowed)));
        }
        if (facts.gone()) {
            return Duration.ofSeconds(1);
        }
        return Optional.ofNullable(pod.getSpec().getTerminationGracePeriodSeconds()).map(Duration::ofSeconds).orElse(DEFAULT_GRACE);
    }
}
