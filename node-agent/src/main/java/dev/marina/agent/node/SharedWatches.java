package dev.marina.agent.node;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The watches of each cluster that has nodes on this machine. Thread-safe.
public final class SharedWatches {

    private final Map<String, ClusterWatches> byCluster = new ConcurrentHashMap<>();

    /// What is kept for a cluster without nodes is an empty object.
    ClusterWatches of(String clusterId) {
        return byCluster.computeIfAbsent(clusterId, _ -> new ClusterWatches());
    }
}
