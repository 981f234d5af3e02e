package dev.marina.scheduler;

import dev.marina.api.ClusterId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Copies of clusters' nodes for those who ask why. Whoever asks again soon gets the same, so that asking about a large cluster
/// delays nobody's pods; a few are kept. Owned by the scheduler's thread; what it hands out is not changed any more.
final class Copies {

    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MOST = 8;

    private final Map<ClusterId, Copy> kept = new LinkedHashMap<>();

    private record Copy(List<NodeState> nodes, long madeNanos) {}

    /// @param state empty for a cluster without nodes and pods
    List<NodeState> of(ClusterId cluster, Optional<ClusterState> state, long now) {
        if (state.isEmpty()) {
            return List.of();
        }
        Copy copy = kept.get(cluster);
        if (copy == null || now - copy.madeNanos > FRESH_NANOS) {
            copy = new Copy(state.get().nodes().stream().map(NodeState::copy).toList(), now);
            kept.put(cluster, copy);
            kept.values().removeIf(each -> now - each.madeNanos > FRESH_NANOS);
            while (kept.size() > MOST) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        return copy.nodes;
    }

    void drop(ClusterId cluster) {
        kept.remove(cluster);
    }
}
