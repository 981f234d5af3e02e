package dev.marina.apiserver.usage;

import dev.marina.api.ClusterId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The requests that were made to each cluster of this process and are not noted anywhere else yet.
public final class RequestCounts {

    private final ConcurrentMap<ClusterId, Long> counts = new ConcurrentHashMap<>();

    public void add(ClusterId cluster, long requests) {
        counts.merge(cluster, requests, Long::sum);
    }

    /// Those that have any.
    Set<ClusterId> clusters() {
        return Set.copyOf(counts.keySet());
    }

    /// Counted from 0 again.
    long take(ClusterId cluster) {
        Long taken = counts.remove(cluster);
        return taken == null ? 0 : taken;
    }
}
