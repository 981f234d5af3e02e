package dev.marina.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.TreeMap;

/// What a tenant may have: `spec.limits` of its [Tenant], and the content of the ConfigMap `plan` that the tenant controller
/// keeps in the tenant's namespace, where the API server's admission counts against it. An absent key is no limit; an absent
/// ConfigMap allows nothing.
///
/// @param clusters number of clusters
/// @param nodes number of nodes over all clusters
/// @param cpu quantity over all nodes, such as "4"
/// @param memory quantity over all nodes, such as "8Gi"
/// @param volumes quantity of volume bytes over all clusters, such as "20Gi"
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PlanLimits(String clusters, String nodes, String cpu, String memory, String volumes) {

    /// Name of the ConfigMap.
    public static final String NAME = "plan";

    public PlanLimits {
        clusters = orNothing(clusters);
        nodes = orNothing(nodes);
        cpu = orNothing(cpu);
        memory = orNothing(memory);
        volumes = orNothing(volumes);
    }

    private static String orNothing(String text) {
        return text == null ? "" : text;
    }

    public static PlanLimits of(Map<String, String> configMapData) {
        return new PlanLimits(configMapData.get("clusters"), configMapData.get("nodes"), configMapData.get("cpu"), configMapData.get("memory"),
                configMapData.get("volumes"));
    }

    /// The ConfigMap's data.
    public Map<String, String> data() {
        Map<String, String> data = new TreeMap<>(Map.of("clusters", clusters, "nodes", nodes, "cpu", cpu, "memory", memory, "volumes", volumes));
        data.values().removeIf(String::isEmpty);
        return data;
    }
}
