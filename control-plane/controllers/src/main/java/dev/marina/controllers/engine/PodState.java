package dev.marina.controllers.engine;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/// What several controllers ask about a pod.
public final class PodState {

    private PodState() {}

    public static boolean terminating(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    /// Neither ended nor being deleted.
    public static boolean active(Pod pod) {
        return !terminating(pod) && !ended(pod);
    }

    public static boolean ended(Pod pod) {
        return phase(pod).equals("Succeeded") || phase(pod).equals("Failed");
    }

    public static String phase(Pod pod) {
        return pod.getStatus() == null || pod.getStatus().getPhase() == null ? "Pending" : pod.getStatus().getPhase();
    }

    public static boolean ready(Pod pod) {
        return readyCondition(pod).isPresent();
    }

    /// Since when the pod is ready; empty when it is not.
    public static Optional<Instant> readySince(Pod pod) {
        return readyCondition(pod).map(PodCondition::getLastTransitionTime).map(Instant::parse);
    }

    /// Ready for at least so long.
    public static boolean available(Pod pod, int minReadySeconds, Instant now) {
        return ready(pod) && (minReadySeconds == 0 || readySince(pod).filter(since -> !since.plusSeconds(minReadySeconds).isAfter(now)).isPresent());
    }

    /// How long until a ready pod becomes available; empty when it is, or is not ready.
    public static Optional<Duration> untilAvailable(Pod pod, int minReadySeconds, Instant now) {
        return readySince(pod).map(since -> Duration.between(now, since.plusSeconds(minReadySeconds))).filter(left -> left.isPositive());
    }

    public static String nodeName(Pod pod) {
        return pod.getSpec().getNodeName() == null ? "" : pod.getSpec().getNodeName();
    }

    /// Those of its containers that run as long as the pod: what they listen at are the pod's ports. FindPort in kubernetes/pkg/api/v1/pod/util.go
    public static Stream<Container> serving(Pod pod) {
        return Stream.concat(pod.getSpec().getContainers().stream(),
                pod.getSpec().getInitContainers().stream().filter(container -> "Always".equals(container.getRestartPolicy())));
    }

    private static Optional<PodCondition> readyCondition(Pod pod) {
        return pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getConditions().stream().filter(condition -> condition.getType().equals("Ready") && condition.getStatus().equals("True"))
                        .findFirst();
    }
}
