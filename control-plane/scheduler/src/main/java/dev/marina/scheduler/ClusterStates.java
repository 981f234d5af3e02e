package dev.marina.scheduler;

import dev.marina.api.ClusterId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What the scheduler knows of each cluster that has pods or nodes. Owned by the scheduler's thread.
final class ClusterStates {

    private final Map<ClusterId, ClusterState> known = new HashMap<>();

    ClusterState of(ClusterId cluster) {
        return known.computeIfAbsent(cluster, _ -> new ClusterState());
    }

    Optional<ClusterState> find(ClusterId cluster) {
        return Optional.ofNullable(known.get(cluster));
    }

    void put(ClusterId cluster, ClusterState state) {
        known.put(cluster, state);
    }

    void drop(ClusterId cluster) {
        known.remove(cluster);
    }
}
