package dev.marina.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import java.util.List;
import java.util.Map;

/// The same document in the other version's words.
final class SchemaForms {

    private SchemaForms() {}

    /// In v3 nothing may stand beside a `$ref`: the reference moves into an `allOf`, so that the field keeps its own description.
    static JsonNode version3(JsonNode node) {
        return switch (node) {
            case ObjectNode object when object.has("$ref") && object.size() > 1 -> {
                ObjectNode wrapped = object.deepCopy();
                wrapped.putArray("allOf").addObject().set("$ref", wrapped.remove("$ref"));
                yield wrapped;
            }
            case ObjectNode object when object.path("format").asText().equals("int-or-string") -> {
                ObjectNode either = object.deepCopy();
                either.remove("type");
                ArrayNode kinds = either.putArray("oneOf");
                kinds.addObject().put("type", "integer");
                kinds.addObject().put("type", "string");
                yield either;
            }
            case ObjectNode object -> {
                ObjectNode copy = object.objectNode();
                object.properties().forEach(entry -> copy.set(entry.getKey(), entry.getKey().equals("properties")
                        ? each(entry.getValue())
                        : version3(entry.getValue())));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = array.arrayNode();
                array.forEach(item -> copy.add(version3(item)));
                yield copy;
            }
            default -> node;
        };
    }

    /// Fields by name: one that is called `$ref` is none.
    private static JsonNode each(JsonNode properties) {
        ObjectNode copy = Document.mapper().createObjectNode();
        properties.properties().forEach(entry -> copy.set(entry.getKey(), version3(entry.getValue())));
        return copy;
    }

    /// Paths of v3 as Swagger 2 has them: types beside the parameters, bodies among them.
    static ObjectNode version2(ObjectNode paths) {
        ObjectNode copy = paths.deepCopy();
        for (JsonNode path : copy) {
            path.path("parameters").forEach(SchemaForms::flatten);
            for (Map.Entry<String, JsonNode> operation : path.properties()) {
                if (operation.getValue() instanceof ObjectNode node) {
                    operation(node);
                }
            }
        }
        return copy;
    }

    private static void operation(ObjectNode operation) {
        operation.path("parameters").forEach(SchemaForms::flatten);
        JsonNode body = operation.remove("requestBody");
        ArrayNode consumes = operation.putArray("consumes");
        if (body == null) {
            consumes.add("*/*");
        } else {
            body.path("content").properties().forEach(content -> consumes.add(content.getKey()));
            ObjectNode parameter = operation.withArray("parameters").addObject().put("name", "body").put("in", "body");
            parameter.put("required", body.path("required").asBoolean());
            parameter.set("schema", body.path("content").iterator().next().path("schema"));
        }
        List<String> produced = operation.path("responses").path("200").path("content").properties().stream().map(Map.Entry::getKey).toList();
        ArrayNode produces = operation.putArray("produces");
        produced.forEach(produces::add);
        for (JsonNode response : operation.path("responses")) {
            if (response instanceof ObjectNode node && node.remove("content") instanceof ObjectNode content) {
                node.set("schema", content.iterator().next().path("schema"));
            }
        }
    }

    private static void flatten(JsonNode parameter) {
        if (parameter instanceof ObjectNode node && node.remove("schema") instanceof ObjectNode schema) {
            node.setAll(schema);
        }
    }
}
