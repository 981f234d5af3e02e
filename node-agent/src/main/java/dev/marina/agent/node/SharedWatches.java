package dev.marina.agent.node;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What nodes of one cluster on this machine have together, and nodes of one tenant: watches, and the pace at which what changed is brought to
/// them. Thread-safe.
public final class SharedWatches {

    private final Map<String, ClusterWatches> byCluster = new ConcurrentHashMap<>();
    private final Map<String, DeliveryPace> byTenant = new ConcurrentHashMap<>();

    /// What is kept for a cluster without nodes is an empty object.
    ClusterWatches of(String clusterId) {
        return byCluster.computeIfAbsent(clusterId, _ -> new ClusterWatches());
    }

    /// What is kept for a tenant without nodes is a few numbers.
    DeliveryPace pace(String tenant) {
        return byTenant.computeIfAbsent(tenant, _ -> new DeliveryPace(System::nanoTime));
    }
}
