package dev.marina.agent.pod;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which pods have which ports of their node. Whoever keeps it lets one thread at a time in.
final class NodePorts {

    private final Map<String, List<HostPort>> held = new HashMap<>();

    /// Whether another pod has one of these.
    boolean taken(String podUid, List<HostPort> ports) {
        return held.entrySet().stream().filter(other -> !other.getKey().equals(podUid))
                .anyMatch(other -> other.getValue().stream().anyMatch(one -> ports.stream().anyMatch(one::meets)));
    }

    void take(String podUid, List<HostPort> ports) {
        if (!ports.isEmpty()) {
            held.put(podUid, ports);
        }
    }

    void release(String podUid) {
        held.remove(podUid);
    }
}
