package dev.marina.labs.content;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.GroupVersionKind;

/// Which objects a condition is about. Templates of a run's values.
///
/// @param name "" for all that the selector takes
/// @param selector "" for all
/// @param namespace "" for the run's own; of no meaning for types without namespaces
public record Subject(GroupVersionKind kind, String namespace, String name, String selector) {

    static Subject of(JsonNode node) {
        return new Subject(GroupVersionKind.of(node.path("apiVersion").asText("v1"), node.path("kind").asText()), node.path("namespace").asText(""),
                node.path("name").asText(""), node.path("selector").asText(""));
    }

    public Subject filled(Filling filling) {
        return new Subject(kind, filling.text(namespace), filling.text(name), filling.text(selector));
    }
}
