package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerKind;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A pod's containers, init containers first, by the names that they share one space of.
public final class PodContainers {

    private PodContainers() {}

    static List<Container> of(Pod pod) {
        return Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream()).toList();
    }

    static Optional<Container> find(Pod pod, String name) {
        return of(pod).stream().filter(container -> container.getName().equals(name)).findFirst();
    }

    /// What the API was last told of it.
    public static Optional<ContainerStatus> status(Pod pod, String name) {
        return Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> Stream.concat(status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream()))
                .filter(status -> status.getName().equals(name)).findFirst();
    }

    /// The field of the pod that an event about the container names.
    static String fieldPath(ContainerKind kind, String name) {
        return (kind == ContainerKind.MAIN ? "spec.containers{%s}" : "spec.initContainers{%s}").formatted(name);
    }
}
