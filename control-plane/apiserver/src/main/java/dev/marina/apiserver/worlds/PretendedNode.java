package dev.marina.apiserver.worlds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;

/// A node that both worlds begin with.
///
/// @param labels as an object of JSON
public record PretendedNode(String name, String cpu, String memory, String pods, ObjectNode labels) {

    static PretendedNode of(JsonNode node, String field) {
        ObjectNode labels = node.path("labels") instanceof ObjectNode given ? given.deepCopy() : Document.mapper().createObjectNode();
        return new PretendedNode(WorldsRequest.text(node, "name", field), node.path("cpu").asText("4"), node.path("memory").asText("8Gi"),
                node.path("pods").asText("110"), labels);
    }
}
