package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.RuntimeSnapshot;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// When a pod is to end, how long that may take, and whether it has.
public final class Termination {

    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

    private static final EarlyEnd OVERDUE = new EarlyEnd("DeadlineExceeded", "Pod was active on the node longer than the specified deadline", Optional.empty(),
            Optional.empty());

    private Termination() {}

    static boolean terminating(Pod pod, PodFacts facts) {
        return facts.gone() || pod.getMetadata().getDeletionTimestamp() != null;
    }

    /// Put out by its node, and said so.
    static boolean putOut(Pod pod) {
        return terminal(pod) && EarlyEnd.putOut(pod.getStatus().getReason());
    }

    /// Whether the API has it as ended.
    public static boolean terminal(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    /// Whether its containers have ended that make out when it ends: all main ones, or an init container that is not tried again.
    static boolean finished(Pod pod, RuntimeSnapshot state, PodFacts facts) {
        for (Container init : pod.getSpec().getInitContainers()) {
            Optional<ContainerState> newest = state.newest(init.getName());
            if (PodContainers.kindOfInit(init) == ContainerKind.INIT && newest.filter(ContainerState::exited).isPresent()
                    && newest.get().statusCode() != 0 && !RestartPolicy.restarts(pod, init, ContainerKind.INIT, newest.get().statusCode())
                    && !facts.restart().underway()) {
                return true;
            }
        }
        return !facts.restart().underway() && pod.getSpec().getContainers().stream().allMatch(main -> state.newest(main.getName())
                .filter(container -> container.exited() && !facts.replaced().contains(container.id())
                        && !RestartPolicy.restarts(pod, main, ContainerKind.MAIN, container.statusCode()))
                .isPresent());
    }

    /// Why a pod that would go on has to end.
    static Optional<EarlyEnd> early(Pod pod, PodFacts facts) {
        return facts.earlyEnd().or(() -> deadline(pod, facts).filter(at -> !facts.now().isBefore(at)).map(_ -> OVERDUE));
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
        return early(pod, facts).flatMap(EarlyEnd::grace)
                .orElseGet(() -> Optional.ofNullable(pod.getSpec().getTerminationGracePeriodSeconds()).map(Duration::ofSeconds).orElse(DEFAULT_GRACE));
    }
}
