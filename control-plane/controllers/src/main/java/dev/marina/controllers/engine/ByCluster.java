package dev.marina.controllers.engine;

import dev.marina.api.ClusterId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;

/// Values of keys, kept by the keys' cluster: what is done to a cluster costs what that cluster has. Not thread-safe.
final class ByCluster<V> {

    private final Map<ClusterId, Map<ClusterKey, V>> clusters = new HashMap<>();
    private int size;

    /// Null where there is none.
    V get(ClusterKey key) {
        return of(key.cluster()).get(key);
    }

    boolean has(ClusterKey key) {
        return of(key.cluster()).containsKey(key);
    }

    void put(ClusterKey key, V value) {
        if (clusters.computeIfAbsent(key.cluster(), _ -> new LinkedHashMap<>()).put(key, value) == null) {
            size++;
        }
    }

    V merge(ClusterKey key, V value, BinaryOperator<V> merged) {
        V before = get(key);
        V after = before == null ? value : merged.apply(before, value);
        put(key, after);
        return after;
    }

    /// What there was; null where there was none.
    V remove(ClusterKey key) {
        Map<ClusterKey, V> own = clusters.get(key.cluster());
        V removed = own == null ? null : own.remove(key);
        if (removed != null) {
            size--;
            if (own.isEmpty()) {
                clusters.remove(key.cluster());
            }
        }
        return removed;
    }

    /// Of one cluster, in the order in which they came; empty where there is nothing.
    Map<ClusterKey, V> of(ClusterId cluster) {
        return clusters.getOrDefault(cluster, Map.of());
    }

    /// Removes and answers what there is of a cluster.
    Map<ClusterKey, V> drop(ClusterId cluster) {
        Map<ClusterKey, V> dropped = of(cluster);
        clusters.remove(cluster);
        size -= dropped.size();
        return dropped;
    }

    int size() {
        return size;
    }
}
