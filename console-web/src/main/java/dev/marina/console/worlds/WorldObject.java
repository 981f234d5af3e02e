package dev.marina.console.worlds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.console.why.Reasons.Texts;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An object that is the same one in both worlds.
///
/// @param name "" where a controller made one up: then it is the `number`-th of its type of the object `of`
/// @param of the owner's place in the list of all; -1 where it has a name
/// @param before its state before anything happened to it; empty when it was not there
record WorldObject(String resource, String namespace, String name, int of, int number, Optional<JsonNode> before) {

    private static final Map<String, String> KINDS = Map.ofEntries(Map.entry("pods", "Pod"), Map.entry("replicasets", "ReplicaSet"),
            Map.entry("deployments", "Deployment"), Map.entry("statefulsets", "StatefulSet"), Map.entry("daemonsets", "DaemonSet"), Map.entry("jobs", "Job"),
            Map.entry("cronjobs", "CronJob"), Map.entry("services", "Service"), Map.entry("endpointslices", "EndpointSlice"),
            Map.entry("endpoints", "Endpoints"), Map.entry("nodes", "Node"), Map.entry("poddisruptionbudgets", "PodDisruptionBudget"),
            Map.entry("resourcequotas", "ResourceQuota"), Map.entry("configmaps", "ConfigMap"), Map.entry("controllerrevisions", "ControllerRevision"));

    static WorldObject of(JsonNode object) {
        return new WorldObject(object.path("resource").asText(), object.path("namespace").asText(), object.path("name").asText(),
                object.path("of").asInt(-1), object.path("number").asInt(), Optional.ofNullable(object.get("before")));
    }

    boolean pod() {
        return resource.equals("pods");
    }

    private String kind() {
        return KINDS.getOrDefault(resource, resource);
    }

    /// Such as `Pod 1 of ReplicaSet 2 of Deployment web`.
    String say(List<WorldObject> all, Texts texts) {
        return of < 0 || of >= all.size()
                ? kind() + " " + name
                : texts.text("worlds.number", kind(), number, all.get(of).say(all, texts));
    }
}
