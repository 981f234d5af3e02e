package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.RuntimeSnapshot;
import dev.marina.agent.runtime.Terminations;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Counts each end of a pod's containers once. What an agent before this one has told the API it has counted. Owned by the pod's worker.
/// updateStatusInternal in pkg/kubelet/status/status_manager.go
final class Ended {

    private final Terminations terminations;
    private final Set<String> toldBefore;
    private final Set<ContainerId> counted = new HashSet<>();

    /// @param pod as it came to the node
    Ended(Terminations terminations, Pod pod) {
        this.terminations = terminations;
        toldBefore = Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> Stream.of(status.getInitContainerStatuses(), status.getContainerStatuses(), status.getEphemeralContainerStatuses()))
                .flatMap(List::stream).flatMap(Ended::ends).collect(Collectors.toSet());
    }

    private static Stream<String> ends(ContainerStatus status) {
        return Stream.of(status.getState(), status.getLastState()).filter(Objects::nonNull)
                .map(state -> state.getTerminated() == null ? null : state.getTerminated().getContainerID()).filter(Objects::nonNull);
    }

    /// @param qualified a container's id as the API shows it
    void count(RuntimeSnapshot state, Function<ContainerId, String> qualified) {
        counted.retainAll(state.containers().stream().map(ContainerState::id).collect(Collectors.toSet()));
        for (ContainerState container : state.containers()) {
            if (container.exited() && counted.add(container.id()) && !toldBefore.contains(qualified.apply(container.id()))) {
                terminations.count(new Terminations.Ending(container.kind(), container.statusCode(), PodReport.reason(container)));
            }
        }
    }
}
