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
/// @param loadBalancers number of Services of type LoadBalancer over all clusters; absent: as many as nodes
/// @param history quantity of bytes that are kept of each cluster's past, such as "64Mi"; absent: as is usual
/// @param historyDays for how many days they are kept
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PlanLimits(String clusters, String nodes, String cpu, String memory, String volumes, String loadBalancers, String history,
        String historyDays) {

    /// Name of the ConfigMap.
    public static final String NAME = "plan";

    public PlanLimits(String clusters, String nodes, String cpu, String memory, String volumes, String history, String historyDays) {
        this(clusters, nodes, cpu, memory, volumes, "", history, historyDays);
    }

    public PlanLimits {
        clusters = orNothing(clusters);
        nodes = orNothing(nodes);
        cpu = orNothing(cpu);
        memory = orNothing(memory);
        volumes = orNothing(volumes);
        loadBalancers = orNothing(loadBalancers);
        history = orNothing(history);
        historyDays = orNothing(historyDays);
    }

    private static String orNothing(String text) {
        return text == null ? "" : text;
    }

    public static PlanLimits of(Map<String, String> configMapData) {
        return new PlanLimits(configMapData.get("clusters"), configMapData.get("nodes"), configMapData.get("cpu"), configMapData.get("memory"),
                configMapData.get("volumes"), configMapData.get("loadBalancers"), configMapData.get("history"), configMapData.get("historyDays"));
    }

    /// The ConfigMap's data.
    public Map<String, String> data() {
        Map<String, String> data = new TreeMap<>(Map.of("clusters", clusters, "nodes", nodes, "cpu", cpu, "memory", memory, "volumes", volumes,
                "loadBalancers", loadBalancers, "history", history, "historyDays", historyDays));
        data.values().removeIf(String::isEmpty);
        return data;
    }
}
