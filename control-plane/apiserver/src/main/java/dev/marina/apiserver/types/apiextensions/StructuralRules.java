package dev.marina.apiserver.types.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.structural.Pattern;
import dev.marina.apiserver.validation.Errors;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What makes a schema structural: every field has a type of its own, and what stands under `allOf`, `anyOf`, `oneOf` and `not`
/// restricts values only. apiextensions-apiserver's pkg/apiserver/schema/validation.go
final class StructuralRules {

    private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";
    private static final String EMBEDDED = "x-kubernetes-embedded-resource";
    private static final String INT_OR_STRING = "x-kubernetes-int-or-string";
    private static final Map<String, String> FORBIDDEN_NESTED = Map.ofEntries(
            Map.entry("type", "must be empty to be structural"),
            Map.entry("additionalProperties", "must be undefined to be structural"),
            Map.entry("default", "must be undefined to be structural"),
            Map.entry("title", "must be empty to be structural"),
            Map.entry("description", "must be empty to be structural"),
            Map.entry("nullable", "must be false to be structural"),
            Map.entry(PRESERVE, "must be false to be structural"),
            Map.entry(EMBEDDED, "must be false to be structural"),
            Map.entry(INT_OR_STRING, "must be false to be structural"),
            Map.entry("x-kubernetes-list-map-keys", "must be empty to be structural"),
            Map.entry("x-kubernetes-list-type", "must be undefined to be structural"),
            Map.entry("x-kubernetes-map-type", "must be undefined to be structural"),
            Map.entry("x-kubernetes-validations", "must be empty to be structural"));

    private final Errors errors = new Errors();

    private StructuralRules() {}

    private enum Level {
        ROOT, ITEM, FIELD
    }

    static List<FieldError> check(JsonNode schema, String path) {
        StructuralRules rules = new StructuralRules();
        rules.node(schema, Level.ROOT, path);
        rules.complete(schema, path);
        return rules.errors.found().stream().sorted(Comparator.comparing((FieldError error) -> error.field() + ": " + error.message())).toList();
    }

    private static boolean flag(JsonNode schema, String name) {
        return schema.path(name).asBoolean();
    }

    private static String key(String path, String name) {
        return path + ".properties[" + name + "]";
    }

    // -- invariants

    private void node(JsonNode schema, Level level, String path) {
        String type = schema.path("type").asText();
        boolean embedded = flag(schema, EMBEDDED);
        if (type.equals("array") && !schema.has("items")) {
            errors.required(path + ".items", "must be specified");
        }
        if (schema.path("items").isObject()) {
            node(schema.path("items"), Level.ITEM, path + ".items");
        }
        schema.path("properties").properties().forEach(property -> node(property.getValue(), Level.FIELD, key(path, property.getKey())));
        if (schema.has("additionalProperties")) {
            if (level == Level.ROOT) {
                errors.forbidden(path + ".additionalProperties", "must not be used at the root");
            }
            if (schema.path("additionalProperties").isObject()) {
                node(schema.path("additionalProperties"), Level.FIELD, path + ".additionalProperties");
            }
        }
        extensions(schema, path);
        values(schema, intOrStringAnyOf(schema), intOrStringAnyOf(schema.path("allOf").path(0)), path);
        type(schema, type, level, embedded, path);
        metadata(schema, level, level == Level.ROOT || embedded, path);
        if (embedded && !flag(schema, PRESERVE) && schema.path("properties").isEmpty()) {
            errors.required(path + ".properties", "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields");
        }
    }

    private void type(JsonNode schema, String type, Level level, boolean embedded, String path) {
        if (embedded && !type.equals("object")) {
            if (type.isEmpty()) {
                errors.required(path + ".type", "must be object if x-kubernetes-embedded-resource is true");
            } else {
                errors.invalid(path + ".type", type, "must be object if x-kubernetes-embedded-resource is true");
            }
        } else if (type.isEmpty() && !flag(schema, INT_OR_STRING) && !flag(schema, PRESERVE)) {
            errors.required(path + ".type", switch (level) {
                case ROOT -> "must not be empty at the root";
                case ITEM -> "must not be empty for specified array items";
                case FIELD -> "must not be empty for specified object fields";
            });
        }
        if (embedded && schema.has("additionalProperties")) {
            errors.forbidden(path + ".additionalProperties", "must not be used if x-kubernetes-embedded-resource is set");
        }
        if (level == Level.ROOT && !type.isEmpty() && !type.equals("object")) {
            errors.invalid(path + ".type", type, "must be object at the root");
        }
    }

    private void extensions(JsonNode schema, String path) {
        if (flag(schema, INT_OR_STRING) && flag(schema, PRESERVE)) {
            errors.invalid(path + "." + PRESERVE, schema.path(PRESERVE), "must be false if x-kubernetes-int-or-string is true");
        }
        if (flag(schema, INT_OR_STRING) && flag(schema, EMBEDDED)) {
            errors.invalid(path + "." + EMBEDDED, schema.path(EMBEDDED), "must be false if x-kubernetes-int-or-string is true");
        }
    }

    /// @param resource whether the schema is one of a resource
    private void metadata(JsonNode schema, Level level, boolean resource, String path) {
        JsonNode properties = schema.path("properties");
        for (String field : List.of("kind", "apiVersion")) {
            if (resource && properties.has(field) && !properties.path(field).path("type").asText().equals("string")) {
                errors.invalid(key(path, field) + ".type", properties.path(field).path("type").asText(), "must be string");
            }
        }
        if (!properties.has("metadata")) {
            return;
        }
        JsonNode metadata = properties.path("metadata");
        if (resource && !metadata.path("type").asText().equals("object")) {
            errors.invalid(key(path, "metadata") + ".type", metadata.path("type").asText(), "must be object");
        }
        if (level == Level.ROOT) {
            boolean onlyNames = Set.of("name", "generateName").containsAll(metadata.path("properties").properties().stream().map(Map.Entry::getKey).toList());
            boolean plain = metadata instanceof ObjectNode object
                    && Set.of("type", "default", "properties").containsAll(object.properties().stream().map(Map.Entry::getKey).toList());
            if (!onlyNames || !plain) {
                errors.forbidden(key(path, "metadata"), "must not specify anything other than name and generateName, but metadata is implicitly specified");
            }
        }
    }

    private static boolean intOrStringAnyOf(JsonNode schema) {
        JsonNode anyOf = schema.path("anyOf");
        return anyOf.size() == 2 && only(anyOf.path(0), "integer") && only(anyOf.path(1), "string");
    }

    private static boolean only(JsonNode schema, String type) {
        return schema.size() == 1 && schema.path("type").asText().equals(type);
    }

    private void values(JsonNode schema, boolean skipsAnyOf, boolean skipsFirstAllOf, String path) {
        for (String junctor : List.of("anyOf", "allOf", "oneOf")) {
            for (int i = 0; i < schema.path(junctor).size(); i++) {
                if (!(junctor.equals("anyOf") && skipsAnyOf)) {
                    nested(schema.path(junctor).path(i), junctor.equals("allOf") && i == 0 && skipsFirstAllOf, path + "." + junctor + "[" + i + "]");
                }
            }
        }
        if (schema.path("not").isObject()) {
            nested(schema.path("not"), false, path + ".not");
        }
        String pattern = schema.path("pattern").asText();
        try {
            Pattern.of(pattern);
        } catch (IllegalArgumentException e) {
            errors.invalid(path + ".pattern", pattern, "must be a valid regular expression, but isn't: " + e.getMessage());
        }
    }

    private void nested(JsonNode schema, boolean skipsAnyOf, String path) {
        values(schema, skipsAnyOf, false, path);
        if (schema.path("items").isObject()) {
            nested(schema.path("items"), false, path + ".items");
        }
        schema.path("properties").properties().forEach(property -> nested(property.getValue(), false, key(path, property.getKey())));
        FORBIDDEN_NESTED.forEach((field, message) -> {
            if (given(schema.path(field))) {
                errors.forbidden(path + "." + field, message);
            }
        });
        if (schema.path("properties").has("metadata")) {
            errors.forbidden(key(path, "metadata"), "must not be specified in a nested context");
        }
    }

    private static boolean given(JsonNode value) {
        return switch (value.getNodeType()) {
            case MISSING, NULL -> false;
            case BOOLEAN -> value.booleanValue();
            case STRING -> !value.textValue().isEmpty();
            case ARRAY -> !value.isEmpty();
            default -> true;
        };
    }

    // -- completeness: what the root restricts, it also defines

    private void complete(JsonNode schema, String path) {
        for (String junctor : List.of("allOf", "anyOf", "oneOf")) {
            for (int i = 0; i < schema.path(junctor).size(); i++) {
                completed(schema.path(junctor).path(i), schema, path + "." + junctor + "[" + i + "]", path);
            }
        }
        if (schema.path("not").isObject()) {
            completed(schema.path("not"), schema, path + ".not", path);
        }
    }

    private void completed(JsonNode nested, JsonNode schema, String path, String schemaPath) {
        for (String junctor : List.of("allOf", "anyOf", "oneOf")) {
            for (int i = 0; i < nested.path(junctor).size(); i++) {
                completed(nested.path(junctor).path(i), schema, path + "." + junctor + "[" + i + "]", schemaPath);
            }
        }
        if (nested.path("not").isObject()) {
            completed(nested.path("not"), schema, path + ".not", schemaPath);
        }
        if (nested.path("items").isObject()) {
            if (schema.path("items").isObject()) {
                completed(nested.path("items"), schema.path("items"), path + ".items", schemaPath + ".items");
            } else {
                errors.required(schemaPath + ".items", "because it is defined in " + path + ".items");
            }
        }
        nested.path("properties").properties().forEach(property -> {
            JsonNode defined = schema.path("properties").path(property.getKey());
            if (defined.isObject()) {
                completed(property.getValue(), defined, key(path, property.getKey()), key(schemaPath, property.getKey()));
            } else {
                errors.required(key(schemaPath, property.getKey()), "because it is defined in " + key(path, property.getKey()));
            }
        });
    }
}
