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
/// @param backups number of backups of all clusters
/// @param backupBytes quantity of bytes that all backups take together, such as "1Gi"
/// @param backupDays for how many days the backups of a cluster stay after its end; "0": they end with it
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PlanLimits(String clusters, String nodes, String cpu, String memory, String volumes, String loadBalancers, String history,
        String historyDays, String backups, String backupBytes, String backupDays) {

    /// Name of the ConfigMap.
    public static final String NAME = "plan";

    public PlanLimits {
        clusters = orNothing(clusters);
        nodes = orNothing(nodes);
        cpu = orNothing(cpu);
        memory = orNothing(memory);
        volumes = orNothing(volumes);
        loadBalancers = orNothing(loadBalancers);
        history = orNothing(history);
        historyDays = orNothing(historyDays);
        backups = orNothing(backups);
        backupBytes = orNothing(backupBytes);
        backupDays = orNothing(backupDays);
    }

    /// One that says nothing of load balancers.
    public PlanLimits(String clusters, String nodes, String cpu, String memory, String volumes, String history, String historyDays,
            String backups, String backupBytes, String backupDays) {
        this(clusters, nodes, cpu, memory, volumes, "", history, historyDays, backups, backupBytes, backupDays);
    }

    /// One that says nothing of load balancers and backups.
    public PlanLimits(String clusters, String nodes, String cpu, String memory, String volumes, String history, String historyDays) {
        this(clusters, nodes, cpu, memory, volumes, "", history, historyDays, "", "", "");
    }

    private static String orNothing(String text) {
        return text == null ? "" : text;
    }

    public static PlanLimits of(Map<String, String> configMapData) {
        return new PlanLimits(configMapData.get("clusters"), configMapData.get("nodes"), configMapData.get("cpu"), configMapData.get("memory"),
                configMapData.get("volumes"), configMapData.get("loadBalancers"), configMapData.get("history"), configMapData.get("historyDays"),
                configMapData.get("backups"), configMapData.get("backupBytes"), configMapData.get("backupDays"));
    }

    /// The ConfigMap's data.
    public Map<String, String> data() {
        Map<String, String> data = new TreeMap<>(Map.of("clusters", clusters, "nodes", nodes, "cpu", cpu, "memory", memory, "volumes", volumes,
                "loadBalancers", loadBalancers, "history", history, "historyDays", historyDays));
        data.putAll(Map.of("backups", backups, "backupBytes", backupBytes, "backupDays", backupDays));
        data.values().removeIf(String::isEmpty);
        return data;
    }
}
