package dev.marina.scheduler;

import dev.marina.api.ClusterId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

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

    /// What is remembered for pods to come takes no room where none is to be tried.
    ///
    /// @param busy where some are
    void rest(Predicate<ClusterId> busy) {
        known.forEach((cluster, state) -> {
            if (!busy.test(cluster)) {
                state.equivalences().clear();
            }
        });
    }

    void drop(ClusterId cluster) {
        known.remove(cluster);
    }
}
