package dev.marina.scheduler;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// For which pods room is being made, and where: nobody less important gets it meanwhile. Owned by the scheduler's thread.
final class Nominations {

    private final Map<String, Map<String, PodFacts>> byNode = new HashMap<>();
    private final Map<String, String> nodes = new HashMap<>();

    void put(PodFacts pod, String node) {
        remove(pod.uid());
        nodes.put(pod.uid(), node);
        byNode.computeIfAbsent(node, _ -> new HashMap<>()).put(pod.uid(), pod);
    }

    void remove(String uid) {
        String node = nodes.remove(uid);
        if (node != null) {
            byNode.computeIfPresent(node, (_, pods) -> {
                pods.remove(uid);
                return pods.isEmpty() ? null : pods;
            });
        }
    }

    Optional<String> of(String uid) {
        return Optional.ofNullable(nodes.get(uid));
    }

    Collection<PodFacts> on(String node) {
        return byNode.getOrDefault(node, Map.of()).values();
    }

    /// Those that the pod must leave their room: addGeneralNominatedPods in pkg/scheduler/framework/runtime/framework.go
    List<PodFacts> before(PodFacts pod, String node) {
        return byNode.isEmpty() ? List.of() : on(node).stream().filter(each -> each.priority() >= pod.priority() && !each.uid().equals(pod.uid())).toList();
    }
}
