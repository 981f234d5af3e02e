package dev.marina.agent.pod;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Which pods have which ports of their node. Whoever was placed past the scheduler, by `spec.nodeName`, learns here that a port is taken. Any thread
/// may call. What upstream says: generalFilter in pkg/kubelet/lifecycle/predicate.go, ErrReason in pkg/scheduler/framework/plugins/nodeports
final class NodePorts {

    private static final PodAdmission.Refusal TAKEN = new PodAdmission.Refusal("NodePorts",
            "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports");

    private final Map<String, List<HostPort>> held = new ConcurrentHashMap<>();

    /// Gives a pod its ports, all or none.
    ///
    /// @param has whether it ran before this agent did: then nobody can refuse it
    synchronized Optional<PodAdmission.Refusal> take(String podUid, List<HostPort> ports, boolean has) {
        boolean taken = held.entrySet().stream().filter(other -> !other.getKey().equals(podUid))
                .anyMatch(other -> other.getValue().stream().anyMatch(one -> ports.stream().anyMatch(one::meets)));
        if (taken && !has) {
            return Optional.of(TAKEN);
        }
        if (!ports.isEmpty()) {
            held.put(podUid, ports);
        }
        return Optional.empty();
    }

    void release(String podUid) {
        held.remove(podUid);
    }
}
