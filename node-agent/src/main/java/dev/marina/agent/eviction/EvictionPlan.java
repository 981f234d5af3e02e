package dev.marina.agent.eviction;

import dev.marina.agent.figures.PodUse;
import dev.marina.agent.pod.EarlyEnd;
import dev.marina.agent.pod.PodLimits;
import dev.marina.agent.pod.Priorities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which pod goes when its node is short of something, and what it is told. pkg/kubelet/eviction/helpers.go
///
/// @param starved what the node is short of
/// @param longestGrace what a pod is left at most where that could wait
public record EvictionPlan(Shortage starved, Duration longestGrace) {

    /// What a pod is left that has to go now, and the least that any is left.
    static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration OF_PODS = Duration.ofSeconds(30);

    /// The next one: first who uses more than it has asked for, then who matters less, then who is the furthest above what it asked for. The critical
    /// ones stay.
    public Optional<PodUse> next(List<PodUse> pods) {
        return pods.stream().filter(use -> !Priorities.critical(use.pod())).min(order());
    }

    private Comparator<PodUse> order() {
        Comparator<PodUse> priority = Comparator.comparingInt(use -> Priorities.of(use.pod()));
        return starved.signal() == EvictionSignal.PIDS
                ? priority.thenComparing(Comparator.comparingLong(PodUse::processes).reversed())
                : Comparator.<PodUse, Boolean>comparing(use -> excess(use) > 0).reversed().thenComparing(priority)
                        .thenComparing(Comparator.comparingLong(this::excess).reversed());
    }

    private long excess(PodUse use) {
        return switch (starved.signal()) {
            case MEMORY -> use.memoryBytes() - requested(use);
            case DISK -> use.disk().bytes() - requested(use);
            case INODES -> use.disk().inodes();
            case PIDS -> use.processes();
        };
    }

    private long requested(PodUse use) {
        return PodLimits.requested(use.pod()).byResource().getOrDefault(starved.signal().resource(), 0L);
    }

    public EarlyEnd end(PodUse use) {
        EvictionSignal signal = starved.signal();
        StringBuilder message = new StringBuilder("The node was low on resource: %s. Threshold quantity: %s, available: %s. ".formatted(signal.resource(),
                signal.text(starved.threshold()), signal.text(starved.observation().available())));
        if (signal == EvictionSignal.MEMORY) {
            Optional.ofNullable(use.pod().getSpec().getResources()).map(ResourceRequirements::getRequests).map(requests -> requests.get(signal.resource()))
                    .ifPresent(request -> message.append(larger("Pod", use.pod().getMetadata().getName(), use.memoryBytes(), request)));
        }
        for (PodUse.ContainerUse container : use.containers()) {
            long used = switch (signal) {
                case MEMORY -> container.memoryBytes();
                case DISK -> container.disk().bytes();
                case INODES, PIDS -> 0;
            };
            Quantity request = request(use.pod(), container.name());
            if (used > request.getNumericalAmount().longValue()) {
                message.append(larger("Container", container.name(), used, request));
            }
        }
        return new EarlyEnd(EarlyEnd.EVICTED, message.toString(), Optional.of(grace(use.pod())), Optional.of(message.toString()));
    }

    private Duration grace(Pod pod) {
        if (starved.hard()) {
            return GRACE;
        }
        Duration own = Optional.ofNullable(pod.getSpec().getTerminationGracePeriodSeconds()).map(Duration::ofSeconds).orElse(OF_PODS);
        Duration shorter = own.compareTo(longestGrace) < 0 ? own : longestGrace;
        return shorter.compareTo(GRACE) < 0 ? GRACE : shorter;
    }

    private String larger(String kind, String name, long used, Quantity request) {
        return "%s %s was using %s, request is %s, has larger consumption of %s. ".formatted(kind, name, starved.signal().text(used), request,
                starved.signal().resource());
    }

    private Quantity request(Pod pod, String container) {
        return Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
                .filter(candidate -> candidate.getName().equals(container)).map(Container::getResources)
                .flatMap(resources -> Optional.ofNullable(resources).map(ResourceRequirements::getRequests).stream())
                .flatMap(requests -> Optional.ofNullable(requests.get(starved.signal().resource())).stream()).findFirst().orElse(new Quantity("0"));
    }
}
