package dev.marina.apiserver.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.GroupVersionKind;
import java.util.List;
import java.util.function.Consumer;

/// A custom type's schema as clients read it: with the fields that every resource has. Swagger 2 knows no alternatives and no
/// null, and kubectl takes fields that are named for all there are.
/// apiextensions-apiserver's pkg/controller/openapi/builder/builder.go and pkg/controller/openapi/v2/conversion.go
final class PublishedSchema {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String METADATA = "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
    private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";
    private static final String CONVENTIONS = "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";
    private static final String METADATA_TEXT = "Standard object's metadata. More info: " + CONVENTIONS + "#metadata";
    private static final List<String> UNKNOWN_TO_OPENAPI = List.of("externalDocs", "$schema", "id", "example");
    private static final List<String> UNKNOWN_TO_VERSION_2 = List.of("allOf", "oneOf", "anyOf", "not");

    private PublishedSchema() {}

    static ObjectNode version3(JsonNode schema, JsonNode selectableFields) {
        ObjectNode published = schema.deepCopy();
        each(published, PublishedSchema::plainVersion3);
        resource(published);
        published.withObjectProperty("properties").set("metadata", metadataVersion3());
        selectable(published, selectableFields);
        return published;
    }

    static ObjectNode version2(JsonNode schema, JsonNode selectableFields) {
        ObjectNode published = JSON.objectNode().put("type", "object");
        if (!schema.path(PRESERVE).asBoolean()) {
            published = schema.deepCopy();
            each(published, PublishedSchema::plainVersion2);
            resource(published);
            published.withObjectProperty("properties").set("metadata", metadataVersion2());
        }
        selectable(published, selectableFields);
        return published;
    }

    /// Nothing may stand beside a reference in version 3.
    private static ObjectNode metadataVersion3() {
        ObjectNode schema = JSON.objectNode().put("description", METADATA_TEXT);
        schema.putArray("allOf").addObject().put("$ref", METADATA);
        return schema;
    }

    private static ObjectNode metadataVersion2() {
        return JSON.objectNode().put("description", METADATA_TEXT).put("$ref", METADATA);
    }

    private static void selectable(ObjectNode published, JsonNode fields) {
        if (!fields.isEmpty()) {
            ArrayNode list = published.putArray("x-kubernetes-selectable-fields");
            fields.forEach(field -> list.addObject().put("fieldPath", field.path("jsonPath").asText().substring(1)));
        }
    }

    private static ObjectNode described(ObjectNode schema, String description) {
        return schema.put("description", description);
    }

    /// Adds what says which object it is.
    private static void resource(ObjectNode schema) {
        ObjectNode properties = schema.withObjectProperty("properties");
        properties.set("apiVersion",
                described(JSON.objectNode().put("type", "string"), "APIVersion defines the versioned schema of this representation of an object. "
                        + "Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: "
                        + CONVENTIONS + "#resources"));
        properties.set("kind",
                described(JSON.objectNode().put("type", "string"), "Kind is a string value representing the REST resource this object represents. Servers may "
                        + "infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: " + CONVENTIONS
                        + "#types-kinds"));
    }

    /// The node first, then what is left in it.
    private static void each(ObjectNode schema, Consumer<ObjectNode> visit) {
        visit.accept(schema);
        children(schema.path("properties"), visit);
        for (String field : List.of("items", "additionalProperties", "not")) {
            if (schema.path(field) instanceof ObjectNode child) {
                each(child, visit);
            }
        }
        for (String field : List.of("allOf", "anyOf", "oneOf")) {
            children(schema.path(field), visit);
        }
    }

    private static void children(JsonNode parent, Consumer<ObjectNode> visit) {
        parent.forEach(child -> {
            if (child instanceof ObjectNode node) {
                each(node, visit);
            }
        });
    }

    private static void plainVersion3(ObjectNode schema) {
        schema.remove(UNKNOWN_TO_OPENAPI);
        if (schema.path("x-kubernetes-int-or-string").asBoolean() && !schema.has("anyOf") && !schema.has("allOf")) {
            schema.putArray("anyOf").add(JSON.objectNode().put("type", "integer")).add(JSON.objectNode().put("type", "string"));
        }
        if (schema.path("x-kubernetes-embedded-resource").asBoolean()) {
            embedded(schema, metadataVersion3());
        }
    }

    private static void plainVersion2(ObjectNode schema) {
        schema.remove(UNKNOWN_TO_OPENAPI);
        schema.remove(UNKNOWN_TO_VERSION_2);
        boolean preserves = schema.path(PRESERVE).asBoolean();
        if (schema.path("nullable").asBoolean()) {
            schema.remove(List.of("type", "items", "properties"));
        }
        schema.remove("nullable");
        if (preserves) {
            schema.remove(List.of("items", "properties"));
        }
        String type = schema.path("type").asText();
        if (type.equals("array") && !schema.has("items") || preserves && type.equals("object")) {
            schema.remove("type");
        }
        optional(schema);
        if (!preserves && schema.path("x-kubernetes-embedded-resource").asBoolean()) {
            embedded(schema, metadataVersion2());
        }
    }

    /// What may be null is not asked for, since nobody can say null.
    private static void optional(ObjectNode schema) {
        if (!(schema.path("required") instanceof ArrayNode required)) {
            return;
        }
        ArrayNode rest = JSON.arrayNode();
        required.forEach(name -> {
            if (!schema.path("properties").path(name.asText()).path("nullable").asBoolean()) {
                rest.add(name);
            }
        });
        if (rest.isEmpty() || schema.path("additionalProperties").path("nullable").asBoolean()) {
            schema.remove("required");
        } else {
            schema.set("required", rest);
        }
    }

    private static void embedded(ObjectNode schema, ObjectNode metadata) {
        resource(schema);
        schema.withObjectProperty("properties").set("metadata", metadata);
        ArrayNode required = schema.withArrayProperty("required");
        for (String field : List.of("kind", "apiVersion")) {
            if (required.valueStream().noneMatch(name -> name.asText().equals(field))) {
                required.add(field);
            }
        }
    }

    /// `com.example.demo.v1.Shop` for a Shop of demo.example.com/v1.
    static String name(GroupVersionKind kind) {
        return String.join(".", List.of(kind.group().split("\\.")).reversed()) + "." + kind.version() + "." + kind.kind();
    }
}
