package dev.marina.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Where an object has the numbers of its replicas, and by what its pods are found.
///
/// @param selector of a text in the status or the spec; empty for a type whose selector is `spec.selector`
public record ScalePaths(List<String> replicas, List<String> statusReplicas, List<String> selector) {

    public static final ScalePaths USUAL = new ScalePaths(List.of("spec", "replicas"), List.of("status", "replicas"), List.of());

    public JsonNode replicas(Document object) {
        return object.at(replicas.toArray(String[]::new));
    }

    public long statusReplicas(Document object) {
        return object.at(statusReplicas.toArray(String[]::new)).asLong();
    }

    public Document withReplicas(Document object, long count) {
        return object.with(count, replicas.toArray(String[]::new));
    }

    /// "" where the object has none.
    public String selector(Document object) {
        if (!selector.isEmpty()) {
            return object.text(selector.toArray(String[]::new));
        }
        Map<String, String> labels = new TreeMap<>();
        object.at("spec", "selector", "matchLabels").properties().forEach(entry -> labels.put(entry.getKey(), entry.getValue().asText()));
        return labels.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).collect(Collectors.joining(","));
    }
}
