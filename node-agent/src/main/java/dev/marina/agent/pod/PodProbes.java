package dev.marina.agent.pod;

import dev.marina.agent.probe.ContainerProbes;
import dev.marina.agent.probe.Prober;
import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.RuntimeSnapshot;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The probes of a pod's running containers. Owned by the pod's worker.
final class PodProbes implements AutoCloseable {

    private final Prober prober;
    private final NodeContext node;
    private final Runnable wake;
    private final Map<ContainerId, ContainerProbes> running = new HashMap<>();

    PodProbes(Prober prober, NodeContext node, Runnable wake) {
        this.prober = prober;
        this.node = node;
        this.wake = wake;
    }

    /// Starts probing what has begun to run and stops probing what has ended.
    void follow(Pod pod, RuntimeSnapshot state, PodFacts facts) {
        Set<ContainerId> alive = state.containers().stream().filter(ContainerState::running).map(ContainerState::id).collect(Collectors.toSet());
        running.entrySet().removeIf(entry -> {
            boolean ended = !alive.contains(entry.getKey());
            if (ended) {
                entry.getValue().close();
            }
            return ended;
        });
        if (Termination.terminating(pod, facts)) {
            running.values().forEach(ContainerProbes::terminate);
        }
        if (facts.addresses().isEmpty()) {
            return;
        }
        for (ContainerState container : state.containers()) {
            if (container.running() && !running.containsKey(container.id()) && facts.postStart(container.id()) == HookState.DONE) {
                PodContainers.find(pod, container.name())
                        .ifPresent(spec -> running.put(container.id(), start(pod, spec, container, facts.addresses().getFirst())));
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
        Optional<ContainerStatus> known = PodContainers.status(pod, container.name())
                .filter(status -> node.runtime().qualified(container.id()).equals(status.getContainerID()));
        return new ContainerProbes(spec.getName(), spec.getStartupProbe(), spec.getReadinessProbe(), spec.getLivenessProbe(), container.started(),
                known.map(status -> new ContainerProbes.Known(Boolean.TRUE.equals(status.getStarted()), Boolean.TRUE.equals(status.getReady()))),
                probe -> prober.probe(probe, spec, container.id(), address),
                new ContainerProbes.Listener() {
                    @Override
                    public void unhealthy(String probe, String message) {
                        node.api().event(pod, PodContainers.fieldPath(container.kind(), spec.getName()), "Warning", "Unhealthy",
                                probe + " probe failed: " + message);
                    }

                    @Override
                    public void warned(String probe, String message) {
                        node.api().event(pod, PodContainers.fieldPath(container.kind(), spec.getName()), "Warning", "ProbeWarning",
                                probe + " probe warning: " + message);
                    }

                    @Override
                    public void changed() {
                        wake.run();
                    }
                });
    }
}
