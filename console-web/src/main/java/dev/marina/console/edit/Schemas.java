package dev.marina.console.edit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/// What an editor has to know of one kind, from the document of its group and version (`/openapi/v3/…`).
final class Schemas {

    private static final String PREFIX = "#/components/schemas/";

    private Schemas() {}

    /// The path of the document below the cluster's API.
    static String path(String group, String version) {
        return group.isEmpty() ? "/openapi/v3/api/" + version : "/openapi/v3/apis/%s/%s".formatted(group, version);
    }

    /// `root` names the kind's schema among `schemas`, which are those that it leads to and no others. Empty where there is no such kind.
    static Optional<ObjectNode> of(JsonNode document, String group, String version, String kind) {
        JsonNode all = document.path("components").path("schemas");
        for (Map.Entry<String, JsonNode> schema : all.properties()) {
            for (JsonNode meant : schema.getValue().path("x-kubernetes-group-version-kind")) {
                if (meant.path("group").asText("").equals(group) && meant.path("version").asText().equals(version)
                        && meant.path("kind").asText().equals(kind)) {
                    ObjectNode shown = JsonNodeFactory.instance.objectNode().put("root", schema.getKey());
                    shown.set("schemas", reached(all, schema.getKey()));
                    return Optional.of(shown);
                }
            }
        }
        return Optional.empty();
    }

    private static ObjectNode reached(JsonNode all, String root) {
        ObjectNode reached = JsonNodeFactory.instance.objectNode();
        Deque<String> waiting = new ArrayDeque<>();
        waiting.add(root);
        while (!waiting.isEmpty()) {
            String name = waiting.poll();
            if (reached.has(name) || !all.has(name)) {
                continue;
            }
            reached.set(name, all.path(name));
            all.path(name).findValuesAsText("$ref").stream().filter(ref -> ref.startsWith(PREFIX)).map(ref -> ref.substring(PREFIX.length()))
                    .forEach(waiting::add);
        }
        return reached;
    }
}
