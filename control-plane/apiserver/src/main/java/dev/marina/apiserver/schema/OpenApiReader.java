package dev.marina.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.schema.Schema;
import dev.marina.api.schema.Schema.ListType;
import dev.marina.api.schema.Schema.MapType;
import dev.marina.api.schema.Schema.Presence;
import dev.marina.api.schema.Schema.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads one OpenAPI schema.
final class OpenApiReader {

    /// Ours; not published. The default is of fields that identify items of a list.
    static final String PRESENCE = "x-marina-json";
    static final String DEFAULT = "x-marina-default";
    private static final String MAP_TYPE = "x-kubernetes-map-type";
    /// Types whose name says more than their schema.
    private static final Map<String, Scalar.Kind> NAMED = Map.of("io.k8s.apimachinery.pkg.api.resource.Quantity", Scalar.Kind.QUANTITY,
            "io.k8s.apimachinery.pkg.apis.meta.v1.Time", Scalar.Kind.TIME, "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime", Scalar.Kind.MICRO_TIME);

    private OpenApiReader() {}

    static Schema read(String name, JsonNode node) {
        return NAMED.containsKey(name) ? new Scalar(description(node), NAMED.get(name), "", List.of()) : read(node);
    }

    private static Schema read(JsonNode node) {
        String description = description(node);
        if (node.has("$ref")) {
            String reference = node.path("$ref").asText();
            return new Schema.Ref(description, reference.substring(reference.lastIndexOf('/') + 1),
                    node.has(MAP_TYPE) ? Optional.of(mapType(node)) : Optional.empty());
        }
        return switch (node.path("type").asText()) {
            case "object" -> object(description, node);
            case "array" -> list(description, node);
            case "integer" -> new Scalar(description, Scalar.Kind.INTEGER, node.path("format").asText(), List.of());
            case "number" -> new Scalar(description, Scalar.Kind.NUMBER, node.path("format").asText(), List.of());
            case "boolean" -> new Scalar(description, Scalar.Kind.BOOLEAN, "", List.of());
            case "string" -> switch (node.path("format").asText()) {
                case "int-or-string" -> new Scalar(description, Scalar.Kind.INT_OR_STRING, "", List.of());
                case "byte" -> new Scalar(description, Scalar.Kind.BYTES, "", List.of());
                case "" -> new Scalar(description, Scalar.Kind.STRING, "", texts(node.path("enum")));
                case String format -> throw new IllegalStateException("no type of Go is known for texts in the format " + format);
            };
            default -> new Schema.Free(description);
        };
    }

    private static Schema object(String description, JsonNode node) {
        if (node.has("additionalProperties")) {
            return new Schema.MapOf(description, read(node.path("additionalProperties")), mapType(node));
        }
        if (!node.has("properties")) {
            return new Schema.Free(description);
        }
        Map<String, Schema> fields = new LinkedHashMap<>();
        Map<String, Presence> presence = new LinkedHashMap<>();
        Map<String, String> defaults = new LinkedHashMap<>();
        node.path("properties").properties().forEach(property -> {
            fields.put(property.getKey(), read(property.getValue()));
            if (property.getValue().has(PRESENCE)) {
                presence.put(property.getKey(), Presence.valueOf(property.getValue().path(PRESENCE).asText().toUpperCase(Locale.ROOT)));
            }
            if (property.getValue().has(DEFAULT)) {
                defaults.put(property.getKey(), property.getValue().path(DEFAULT).asText());
            }
        });
        Set<String> required = new LinkedHashSet<>(texts(node.path("required")));
        return new Schema.ObjectOf(description, fields, required, presence, defaults, mapType(node));
    }

    private static MapType mapType(JsonNode node) {
        return node.path(MAP_TYPE).asText().equals("atomic") ? MapType.ATOMIC : MapType.GRANULAR;
    }

    private static Schema list(String description, JsonNode node) {
        ListType type = switch (node.path("x-kubernetes-list-type").asText()) {
            case "map" -> ListType.MAP;
            case "set" -> ListType.SET;
            default -> ListType.ATOMIC;
        };
        return new Schema.ListOf(description, read(node.path("items")), type, texts(node.path("x-kubernetes-list-map-keys")),
                strategies(node).contains("merge"), node.path("x-kubernetes-patch-merge-key").asText());
    }

    /// `merge`, `replace`, `retainKeys`, or two of them joined by a comma.
    private static List<String> strategies(JsonNode node) {
        return List.of(node.path("x-kubernetes-patch-strategy").asText().split(","));
    }

    private static String description(JsonNode node) {
        return node.path("description").asText();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return List.copyOf(texts);
    }
}
