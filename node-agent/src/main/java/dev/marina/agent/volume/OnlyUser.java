package dev.marina.agent.volume;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whom all of a pod's containers run as, if its spec says so of each and names only one (kubernetes/pkg/volume/util/util.go, `FsUserFrom`). Ephemeral
/// containers do not count: they come later.
final class OnlyUser {

    private OnlyUser() {}

    /// By the ids of containers.
    static Optional<Long> of(Pod pod) {
        List<Optional<Long>> users = Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .map(container -> of(pod, container)).distinct().toList();
        return users.size() == 1 ? users.getFirst() : Optional.empty();
    }

    private static Optional<Long> of(Pod pod, Container container) {
        return Optional.ofNullable(container.getSecurityContext()).map(security -> security.getRunAsUser())
                .or(() -> Optional.ofNullable(pod.getSpec().getSecurityContext()).map(PodSecurityContext::getRunAsUser));
    }
}
