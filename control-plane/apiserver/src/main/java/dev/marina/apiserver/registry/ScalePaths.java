package dev.marina.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Where an object has the numbers of its replicas, and by what its pods are found.
///
/// @param selector of a text or of labels; empty for a type that says nothing of its pods
public record ScalePaths(List<String> replicas, List<String> statusReplicas, List<String> selector) {

    public static final ScalePaths USUAL = selectedBy("spec", "selector", "matchLabels");

    public static ScalePaths selectedBy(String... selector) {
        return new ScalePaths(List.of("spec", "replicas"), List.of("status", "replicas"), List.of(selector));
    }

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
        if (selector.isEmpty()) {
            return "";
        }
        JsonNode said = object.at(selector.toArray(String[]::new));
        return said.isObject()
                ? said.properties().stream().sorted(Map.Entry.comparingByKey()).map(label -> label.getKey() + "=" + label.getValue().asText())
                        .collect(Collectors.joining(","))
                : said.asText();
    }
}
