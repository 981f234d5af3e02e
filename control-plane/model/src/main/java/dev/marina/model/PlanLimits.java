package dev.marina.model;

import java.util.Map;
import java.util.TreeMap;

/// What a tenant may have: the content of the ConfigMap `plan` in the tenant's namespace of the management cluster, written
/// by tenancy, enforced by the API server's admission. An absent key is no limit; an absent ConfigMap allows nothing.
///
/// @param clusters number of clusters
/// @param nodes number of nodes over all clusters
/// @param cpu quantity over all nodes, such as "4"
/// @param memory quantity over all nodes, such as "8Gi"
/// @param volumes quantity of volume bytes over all clusters, such as "20Gi"
public record PlanLimits(String clusters, String nodes, String cpu, String memory, String volumes) {

    /// Name of the ConfigMap.
    public static final String NAME = "plan";

    public static PlanLimits of(Map<String, String> configMapData) {
        return new PlanLimits(configMapData.getOrDefault("clusters", ""), configMapData.getOrDefault("nodes", ""),
                configMapData.getOrDefault("cpu", ""), configMapData.getOrDefault("memory", ""), configMapData.getOrDefault("volumes", ""));
    }

    /// The ConfigMap's data.
    public Map<String, String> data() {
        Map<String, String> data = new TreeMap<>(Map.of("clusters", clusters, "nodes", nodes, "cpu", cpu, "memory", memory, "volumes", volumes));
        data.values().removeIf(String::isEmpty);
        return data;
    }
}
