package dev.marina.agent.pod;

import dev.marina.agent.probe.ContainerProbes;
import dev.marina.agent.probe.Prober;
import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.RuntimeSnapshot;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The probes of a pod's running containers. Owned by the pod's worker.
final class PodProbes implements AutoCloseable {

    private final Prober prober;
    private final PodApi api;
    private final Runnable wake;
    private final Map<ContainerId, ContainerProbes> running = new HashMap<>();

    PodProbes(Prober prober, PodApi api, Runnable wake) {
        this.prober = prober;
        this.api = api;
        this.wake = wake;
    }

    /// Starts probing what has begun to run and stops probing what has ended.
    void follow(Pod pod, RuntimeSnapshot state, List<String> addresses) {
        Set<ContainerId> alive = state.containers().stream().filter(ContainerState::running).map(ContainerState::id).collect(Collectors.toSet());
        running.entrySet().removeIf(entry -> {
            boolean ended = !alive.contains(entry.getKey());
            if (ended) {
                entry.getValue().close();
            }
            return ended;
        });
        if (addresses.isEmpty()) {
            return;
        }
        for (ContainerState container : state.containers()) {
            if (container.running() && !running.containsKey(container.id())) {
                spec(pod, container.name()).ifPresent(spec -> running.put(container.id(), start(pod, spec, container, addresses.getFirst())));
            }
        }
    }

    Map<ContainerId, Health> health() {
        return running.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> new Health(entry.getValue().started(),
                entry.getValue().ready(), entry.getValue().failed())));
    }

    @Override
    public void close() {
        running.values().forEach(ContainerProbes::close);
        running.clear();
    }

    private ContainerProbes start(Pod pod, Container spec, ContainerState container, String address) {
        Optional<ContainerStatus> known = Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> Stream.concat(status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream()))
                .filter(status -> ("docker://" + container.id()).equals(status.getContainerID())).findFirst();
        return new ContainerProbes(spec.getName(), spec.getStartupProbe(), spec.getReadinessProbe(), spec.getLivenessProbe(), container.started(),
                known.map(ContainerStatus::getStarted).orElse(false), known.map(ContainerStatus::getReady).orElse(false),
                probe -> prober.probe(probe, spec, container.id(), address),
                new ContainerProbes.Listener() {
                    @Override
                    public void unhealthy(String probe, String message) {
                        api.event(pod, "spec.containers{%s}".formatted(spec.getName()), "Warning", "Unhealthy", probe + " probe failed: " + message);
                    }

                    @Override
                    public void changed() {
                        wake.run();
                    }
                });
    }

    static Optional<Container> spec(Pod pod, String name) {
        return Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .filter(container -> container.getName().equals(name)).findFirst();
    }
}
