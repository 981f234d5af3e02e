package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a plan needs beyond the pod and its containers.
///
/// @param health by running container
/// @param waiting by container name
/// @param stopping containers that are being stopped already
/// @param addresses of the pod, once its sandbox is wired
/// @param gone the API server does not know this pod any more: no status is wanted, everything goes
record PodFacts(Instant now, Map<ContainerId, Health> health, Map<String, Waiting> waiting, Set<ContainerId> stopping,
        List<String> addresses, boolean gone, Optional<Instant> started) {

    static PodFacts at(Instant now) {
        return new PodFacts(now, Map.of(), Map.of(), Set.of(), List.of(), false, Optional.empty());
    }

    Health healthOf(ContainerId id) {
        return health.getOrDefault(id, Health.UNKNOWN);
    }
}
