package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A port of the node that leads to a pod of it.
///
/// @param protocol `tcp`, `udp` or `sctp`
/// @param hostIp empty for every address of the node
public record HostPort(int hostPort, int containerPort, String protocol, String hostIp) {

    private static final Set<String> SERVED = Set.of("tcp", "udp", "sctp");

    /// Those of containers that run as long as the pod. In its node's network a pod has the ports themselves.
    static List<HostPort> of(Pod pod) {
        return Boolean.TRUE.equals(pod.getSpec().getHostNetwork()) ? List.of() : claimed(pod);
    }

    /// The same, and those that a pod in its node's network says it listens at.
    static List<HostPort> claimed(Pod pod) {
        List<HostPort> ports = new ArrayList<>();
        PodContainers.serving(pod).flatMap(container -> container.getPorts().stream()).filter(port -> port.getHostPort() != null && port.getHostPort() > 0)
                .forEach(port -> ports
                        .add(new HostPort(port.getHostPort(), port.getContainerPort(), protocol(port), Optional.ofNullable(port.getHostIP()).orElse(""))));
        return ports.stream().distinct().toList();
    }

    /// Whether no two pods can have both.
    boolean meets(HostPort other) {
        return hostPort == other.hostPort && protocol.equals(other.protocol) && (everywhere() || other.everywhere() || hostIp.equals(other.hostIp));
    }

    private boolean everywhere() {
        return hostIp.isEmpty() || hostIp.equals("0.0.0.0");
    }

    /// Why a port cannot be had.
    static Optional<String> refuse(Pod pod) {
        return of(pod).stream().filter(port -> !SERVED.contains(port.protocol) || port.hostIp.contains(":")).findFirst()
                .map(port -> "hostPort %d is not available: nodes lead on TCP, UDP and SCTP at IPv4 addresses".formatted(port.hostPort));
    }

    private static String protocol(ContainerPort port) {
        return Optional.ofNullable(port.getProtocol()).orElse("TCP").toLowerCase(Locale.ROOT);
    }
}
