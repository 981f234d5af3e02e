package dev.marina.apiserver.warning;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Ports of a pod's containers that are named twice. pkg/api/pod/warnings.go
final class PortOverlaps {

    private record Port(int order, String field, String hostAddress, long hostPort) {}

    private final Warnings warnings;
    /// By container port and protocol, then by host port: of two with different ones there is nothing to say.
    private final Map<String, Map<Long, List<Port>>> seen = new HashMap<>();
    private int count;

    PortOverlaps(Warnings warnings) {
        this.warnings = warnings;
    }

    void container(String field, JsonNode ports) {
        for (int i = 0; i < ports.size() && !warnings.full(); i++) {
            JsonNode port = ports.get(i);
            Port here = new Port(count++, "%s.ports[%d]".formatted(field, i), port.path("hostIP").asText(), port.path("hostPort").asLong());
            if (!here.hostAddress().isEmpty() && here.hostPort() == 0) {
                warnings.add(here.field(), "hostIP set without hostPort: {Name:%s HostPort:0 ContainerPort:%d Protocol:%s HostIP:%s}".formatted(
                        port.path("name").asText(), port.path("containerPort").asLong(), port.path("protocol").asText("TCP"), here.hostAddress()));
            }
            Map<Long, List<Port>> same = seen.computeIfAbsent(port.path("containerPort").asLong() + "/" + port.path("protocol").asText("TCP"),
                    _ -> new HashMap<>());
            alike(here, same).sorted(Comparator.comparingInt(Port::order)).takeWhile(_ -> !warnings.full()).forEach(other -> compare(here, other));
            same.computeIfAbsent(here.hostPort(), _ -> new ArrayList<>()).add(here);
        }
    }

    private static Stream<Port> alike(Port here, Map<Long, List<Port>> same) {
        return here.hostPort() == 0
                ? same.values().stream().flatMap(List::stream)
                : Stream.of(here.hostPort(), 0L).flatMap(port -> same.getOrDefault(port, List.of()).stream());
    }

    private void compare(Port here, Port other) {
        if (here.hostPort() == other.hostPort() && here.hostAddress().equals(other.hostAddress())) {
            warnings.add(here.field(), "duplicate port definition with " + other.field());
        } else if (here.hostPort() == 0 || other.hostPort() == 0) {
            warnings.add(here.field(), "overlapping port definition with " + other.field());
        } else if (here.hostAddress().isEmpty() || other.hostAddress().isEmpty()) {
            warnings.add(here.field(), "dangerously ambiguous port definition with " + other.field());
        }
    }
}
