package dev.marina.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.schema.Schema;
import dev.marina.api.schema.Schemas;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.schema.BuiltinSchemas;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Objects in which every field that the type's schema knows is filled, each with a value of its own.
public final class ExampleObjects {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Schemas schemas = BuiltinSchemas.load();
    private final Deque<String> within = new ArrayDeque<>();
    private int count;

    private ExampleObjects() {}

    public static Document of(ResourceDefinition definition) {
        ObjectNode root = JSON.objectNode();
        root.put("apiVersion", definition.resource().apiVersion()).put("kind", definition.names().kind());
        ObjectNode filled = (ObjectNode) new ExampleObjects().value(definition.schema()).orElseThrow();
        filled.remove("apiVersion");
        filled.remove("kind");
        root.setAll(filled);
        return Document.of(root);
    }

    /// Empty for a type within itself a second time.
    private Optional<JsonNode> value(Schema schema) {
        if (!(schema instanceof Schema.Ref ref)) {
            return Optional.of(plain(schema));
        }
        if (within.stream().filter(ref.name()::equals).count() > 1) {
            return Optional.empty();
        }
        within.push(ref.name());
        try {
            return switch (ref.name().substring(ref.name().lastIndexOf('.') + 1)) {
                case "MicroTime" -> Optional.of(JSON.textNode("2026-01-02T03:04:05.%06dZ".formatted(++count)));
                case "FieldsV1", "RawExtension", "JSON" -> Optional.of(JSON.objectNode().put("f:raw", next()));
                case "PersistentVolumeClaim" ->
                    value(schemas.byName().get(ref.name())).map(claim -> ((ObjectNode) claim).remove(List.of("apiVersion", "kind")));
                case "CustomResourceSubresourceStatus" -> Optional.of(JSON.objectNode());
                case "JSONSchemaPropsOrArray", "JSONSchemaPropsOrBool", "JSONSchemaPropsOrStringArray" -> Optional.of(oneOrSeveral(ref.name()));
                default -> value(schemas.byName().get(ref.name()));
            };
        } finally {
            within.pop();
        }
    }

    private JsonNode oneOrSeveral(String name) {
        Optional<JsonNode> one = value(new Schema.Ref("", name.substring(0, name.lastIndexOf("Or"))));
        if (one.isPresent()) {
            return one.get();
        }
        return name.endsWith("Bool") ? JSON.booleanNode(true) : name.endsWith("StringArray") ? JSON.arrayNode().add(next()) : JSON.arrayNode();
    }

    private JsonNode plain(Schema schema) {
        return switch (schema) {
            case Schema.ObjectOf object -> {
                ObjectNode node = JSON.objectNode();
                object.fields().forEach((name, field) -> (name.equals("window") ? Optional.<JsonNode>of(JSON.textNode("1m30s")) : value(field))
                        .filter(value -> !value.isContainerNode() || !value.isEmpty()).ifPresent(value -> node.set(name, value)));
                yield node;
            }
            case Schema.MapOf map -> {
                ObjectNode node = JSON.objectNode();
                for (int i = 0; i < 2; i++) {
                    value(map.values()).ifPresent(value -> node.set("k" + next(), value));
                }
                yield node;
            }
            case Schema.ListOf list -> {
                ArrayNode node = JSON.arrayNode();
                for (int i = 0; i < 2; i++) {
                    value(list.items()).ifPresent(node::add);
                }
                yield node;
            }
            case Schema.Scalar scalar -> scalar(scalar);
            case Schema.Free _ -> JSON.objectNode().put("free", next());
            case Schema.Ref _ -> throw new IllegalStateException("a reference is resolved before");
        };
    }

    private JsonNode scalar(Schema.Scalar scalar) {
        return switch (scalar.kind()) {
            case STRING -> JSON.textNode(scalar.allowed().isEmpty() ? next() : scalar.allowed().getLast());
            case BYTES -> JSON.textNode(Base64.getEncoder().encodeToString(next().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            case TIME, MICRO_TIME -> JSON.textNode("2026-01-02T%02d:%02d:%02dZ".formatted(++count / 3600 % 24, count / 60 % 60, count % 60));
            case INTEGER -> JSON.numberNode(++count);
            case NUMBER -> JSON.numberNode(++count + 0.5);
            case BOOLEAN -> JSON.booleanNode(true);
            case QUANTITY -> JSON.textNode(++count + "m");
            case INT_OR_STRING -> ++count % 2 == 0 ? JSON.numberNode(count) : JSON.textNode(count + "%");
        };
    }

    private String next() {
        return "vä" + ++count;
    }
}
