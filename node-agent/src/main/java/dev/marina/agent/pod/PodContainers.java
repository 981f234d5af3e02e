package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.RuntimeSnapshot;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
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

    /// Those that run as long as the pod, sidecars first.
    public static Stream<Container> serving(Pod pod) {
        return Stream.concat(pod.getSpec().getInitContainers().stream().filter(container -> kindOfInit(container) == ContainerKind.SIDECAR),
                pod.getSpec().getContainers().stream());
    }

    static ContainerKind kindOfInit(Container container) {
        return "Always".equals(container.getRestartPolicy()) ? ContainerKind.SIDECAR : ContainerKind.INIT;
    }

    /// Those that were added while it runs, as containers: what these have beyond, they may not have.
    static List<Container> ephemeral(Pod pod) {
        return pod.getSpec().getEphemeralContainers().stream().map(PodContainers::container).toList();
    }

    private static Container container(EphemeralContainer added) {
        return new ContainerBuilder().withName(added.getName()).withImage(added.getImage()).withImagePullPolicy(added.getImagePullPolicy())
                .withCommand(added.getCommand()).withArgs(added.getArgs()).withWorkingDir(added.getWorkingDir()).withEnv(added.getEnv())
                .withEnvFrom(added.getEnvFrom()).withVolumeMounts(added.getVolumeMounts()).withVolumeDevices(added.getVolumeDevices())
                .withSecurityContext(added.getSecurityContext()).withStdin(added.getStdin()).withStdinOnce(added.getStdinOnce()).withTty(added.getTty())
                .withTerminationMessagePath(added.getTerminationMessagePath()).withTerminationMessagePolicy(added.getTerminationMessagePolicy()).build();
    }

    /// Whose processes an ephemeral container is to see.
    static Optional<String> target(Pod pod, String ephemeral) {
        return pod.getSpec().getEphemeralContainers().stream().filter(added -> added.getName().equals(ephemeral))
                .map(EphemeralContainer::getTargetContainerName).filter(name -> name != null && !name.isEmpty()).findFirst();
    }

    static Optional<Container> find(Pod pod, String name) {
        return Stream.concat(of(pod).stream(), ephemeral(pod).stream()).filter(container -> container.getName().equals(name)).findFirst();
    }

    /// What the API was last told of it.
    public static Optional<ContainerStatus> status(Pod pod, String name) {
        return Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> Stream.of(status.getInitContainerStatuses(), status.getContainerStatuses(), status.getEphemeralContainerStatuses()))
                .flatMap(List::stream)
                .filter(status -> status.getName().equals(name)).findFirst();
    }

    /// Whether any of those is there that only start when all init containers are through.
    static boolean mainCreated(Pod pod, RuntimeSnapshot state) {
        return pod.getSpec().getContainers().stream().anyMatch(main -> state.newest(main.getName()).isPresent());
    }

    /// How often its next attempt will have been restarted, as far as the API knows: one that was taken away to begin anew is counted already.
    static int restartsKnownToTheApi(Pod pod, String name) {
        return status(pod, name)
                .map(status -> status.getContainerID() == null || status.getContainerID().isEmpty() ? status.getRestartCount() : status.getRestartCount() + 1)
                .orElse(0);
    }

    /// The field of the pod that an event about the container names.
    static String fieldPath(ContainerKind kind, String name) {
        String list = switch (kind) {
            case MAIN -> "containers";
            case INIT, SIDECAR -> "initContainers";
            case EPHEMERAL -> "ephemeralContainers";
        };
        return "spec.%s{%s}".formatted(list, name);
    }
}
