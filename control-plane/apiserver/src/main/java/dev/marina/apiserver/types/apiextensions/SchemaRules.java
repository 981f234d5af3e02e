package dev.marina.apiserver.types.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.validation.Errors;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// What a schema may say at all. ValidateCustomResourceDefinitionOpenAPISchema in
/// apiextensions-apiserver's pkg/apis/apiextensions/validation/validation.go
final class SchemaRules {

    /// Schemas of real definitions have about thirty.
    private static final int DEEPEST = 100;

    private static final List<String> TYPES = List.of("array", "boolean", "integer", "number", "object", "string");
    private static final Set<String> RESOURCE_FIELDS = Set.of("metadata", "kind", "apiVersion");
    private static final Map<String, String> UNSUPPORTED = Map.of("id", "id is not supported", "additionalItems", "additionalItems is not supported",
            "patternProperties", "patternProperties is not supported", "definitions", "definitions is not supported",
            "dependencies", "dependencies is not supported", "$ref", "$ref is not supported");

    private final Errors errors = new Errors();

    private SchemaRules() {}

    /// @param metadata whether this is inside of a resource's own fields
    /// @param noDefaults why there may be no defaults, or ""
    private record Place(boolean root, boolean metadata, String noDefaults, int depth) {
        Place inside() {
            return new Place(false, metadata, noDefaults, depth + 1);
        }

        Place without(String defaults) {
            return new Place(false, metadata, defaults, depth + 1);
        }

        Place resourceField(boolean ofRoot, String name) {
            return new Place(false, true, ofRoot ? "in top-level " + name : noDefaults, depth + 1);
        }
    }

    static List<FieldError> check(JsonNode schema, String path) {
        SchemaRules rules = new SchemaRules();
        rules.node(schema, path, new Place(true, false, "", 0));
        return rules.errors.found();
    }

    private void node(JsonNode schema, String path, Place place) {
        if (!schema.isObject()) {
            return;
        }
        if (place.depth() > DEEPEST) {
            errors.forbidden(path, "schemas must not be nested deeper than %d levels".formatted(DEEPEST));
            return;
        }
        keywords(schema, path, place);
        children(schema, path, place);
        maps(schema, path);
        lists(schema, path);
        rules(schema.path("x-kubernetes-validations"), path + ".x-kubernetes-validations");
    }

    private void keywords(JsonNode schema, String path, Place place) {
        String type = schema.path("type").asText();
        if (type.equals("null")) {
            errors.forbidden(path + ".type", "type cannot be set to null, use nullable as an alternative");
        } else if (!type.isEmpty() && !TYPES.contains(type)) {
            errors.notSupported(path + ".type", type, TYPES.toArray(String[]::new));
        }
        if (schema.has("default") && !schema.path("default").isNull() && !place.noDefaults().isEmpty()) {
            errors.forbidden(path + ".default", "must not be set " + place.noDefaults());
        }
        UNSUPPORTED.forEach((field, message) -> {
            JsonNode value = schema.path(field);
            if (!value.isMissingNode() && !(value.isTextual() && value.textValue().isEmpty()) && !(value.isObject() && value.isEmpty())) {
                errors.forbidden(path + "." + field, message);
            }
        });
        if (schema.path("items").isArray()) {
            errors.forbidden(path + ".items", "items must be a schema object and not an array");
        }
        if (place.metadata() && schema.path("x-kubernetes-embedded-resource").asBoolean()) {
            errors.forbidden(path + ".x-kubernetes-embedded-resource", "must not be used inside of resource meta");
        }
        if (schema.path("uniqueItems").asBoolean()) {
            errors.forbidden(path + ".uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        }
        JsonNode preserve = schema.path("x-kubernetes-preserve-unknown-fields");
        if (preserve.isBoolean() && !preserve.booleanValue()) {
            errors.invalid(path + ".x-kubernetes-preserve-unknown-fields", preserve, "must be true or undefined");
        }
    }

    private void children(JsonNode schema, String path, Place place) {
        JsonNode additional = schema.path("additionalProperties");
        if (!schema.path("properties").isEmpty() && (additional.isObject() || additional.isBoolean() && !additional.booleanValue())) {
            errors.forbidden(path + ".additionalProperties", "additionalProperties and properties are mutual exclusive");
        }
        node(additional, path + ".additionalProperties",
                place.metadata() ? place.without("inside additionalProperties applying to object metadata") : place.inside());
        boolean resource = place.root() || schema.path("x-kubernetes-embedded-resource").asBoolean();
        schema.path("properties").properties().forEach(property -> node(property.getValue(), path + ".properties[" + property.getKey() + "]",
                resource && RESOURCE_FIELDS.contains(property.getKey()) ? place.resourceField(place.root(), property.getKey()) : place.inside()));
        node(schema.path("not"), path + ".not", place.inside());
        for (String junctor : List.of("allOf", "oneOf", "anyOf")) {
            for (int i = 0; i < schema.path(junctor).size(); i++) {
                node(schema.path(junctor).path(i), path + "." + junctor + "[" + i + "]", place.inside());
            }
        }
        node(schema.path("items"), path + ".items", place.inside());
    }

    private void kind(JsonNode schema, String path, String keyword, String wanted) {
        String type = schema.path("type").asText();
        if (type.isEmpty()) {
            errors.required(path + ".type", "must be %s if %s is specified".formatted(wanted, keyword));
        } else {
            errors.invalid(path + ".type", type, "must be %s if %s is specified".formatted(wanted, keyword));
        }
    }

    private void maps(JsonNode schema, String path) {
        if (!schema.has("x-kubernetes-map-type")) {
            return;
        }
        String mapType = schema.path("x-kubernetes-map-type").asText();
        if (!schema.path("type").asText().equals("object")) {
            kind(schema, path, "x-kubernetes-map-type", "object");
        }
        if (!List.of("atomic", "granular").contains(mapType)) {
            errors.notSupported(path + ".x-kubernetes-map-type", mapType, "atomic", "granular");
        }
    }

    private void lists(JsonNode schema, String path) {
        boolean typed = schema.has("x-kubernetes-list-type");
        String listType = schema.path("x-kubernetes-list-type").asText();
        JsonNode keys = schema.path("x-kubernetes-list-map-keys");
        if (typed && !schema.path("type").asText().equals("array")) {
            kind(schema, path, "x-kubernetes-list-type", "array");
        } else if (listType.equals("set")) {
            atomicItems(schema.path("items"), path + ".items");
        }
        if (typed && !List.of("atomic", "set", "map").contains(listType)) {
            errors.notSupported(path + ".x-kubernetes-list-type", listType, "atomic", "set", "map");
        }
        if (!keys.isEmpty() && !listType.equals("map")) {
            if (typed) {
                errors.invalid(path + ".x-kubernetes-list-type", listType, "must be map if x-kubernetes-list-map-keys is non-empty");
            } else {
                errors.required(path + ".x-kubernetes-list-type", "must be map if x-kubernetes-list-map-keys is non-empty");
            }
        }
        if (listType.equals("map")) {
            map(schema, keys, path);
        }
        if (schema.path("items").path("nullable").asBoolean() && Set.of("set", "map").contains(listType)) {
            errors.forbidden(path + ".items.nullable", "cannot be nullable when x-kubernetes-list-type is " + listType);
        }
    }

    private void atomicItems(JsonNode items, String path) {
        String message = "must be atomic as item of a list with x-kubernetes-list-type=set";
        if (items.path("type").asText().equals("array") && items.has("x-kubernetes-list-type")
                && !items.path("x-kubernetes-list-type").asText().equals("atomic")) {
            errors.invalid(path + ".x-kubernetes-list-type", items.path("x-kubernetes-list-type").asText(), message);
        }
        if (items.path("type").asText().equals("object") && !items.path("x-kubernetes-map-type").asText().equals("atomic")) {
            errors.invalid(path + ".x-kubernetes-map-type", items.path("x-kubernetes-map-type"), message);
        }
    }

    private void map(JsonNode schema, JsonNode keys, String path) {
        if (keys.isEmpty()) {
            errors.required(path + ".x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map");
        }
        JsonNode items = schema.path("items");
        if (items.isMissingNode()) {
            errors.required(path + ".items", "must have a schema if x-kubernetes-list-type is map");
            return;
        }
        if (!items.path("type").asText().equals("object")) {
            errors.invalid(path + ".items.type", items.path("type").asText(), "must be object if parent array's x-kubernetes-list-type is map");
            return;
        }
        Set<String> seen = new HashSet<>();
        Set<String> required = new HashSet<>(items.path("required").valueStream().map(JsonNode::asText).toList());
        for (JsonNode each : keys) {
            String key = each.asText();
            String at = path + ".items.properties[" + key + "]";
            JsonNode property = items.path("properties").path(key);
            if (property.isMissingNode()) {
                errors.invalid(path + ".x-kubernetes-list-map-keys", keys, "entries must all be names of item properties");
            } else if (Set.of("array", "object").contains(property.path("type").asText())) {
                errors.invalid(at + ".type", items.path("type").asText(), "must be a scalar type if parent array's x-kubernetes-list-type is map");
            }
            if (!seen.add(key)) {
                errors.invalid(path + ".x-kubernetes-list-map-keys", keys, "must not contain duplicate entries");
            }
            if (!property.isMissingNode() && !required.contains(key) && !property.has("default")) {
                errors.required(at + ".default", "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property");
            }
            if (property.path("nullable").asBoolean()) {
                errors.forbidden(at + ".nullable", "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
            }
        }
    }

    private void rules(JsonNode rules, String path) {
        for (int i = 0; i < rules.size(); i++) {
            rule(rules.path(i), path + "[" + i + "]");
        }
    }

    private void rule(JsonNode rule, String path) {
        String text = rule.path("rule").asText();
        String message = rule.path("message").asText();
        if (text.isBlank()) {
            errors.required(path + ".rule", "rule is not specified");
        } else if (!message.isEmpty() && message.isBlank()) {
            errors.invalid(path + ".message", message, "must be non-empty if specified");
        } else if (lines(message.strip())) {
            errors.invalid(path + ".message", message, "must not contain line breaks");
        } else if (lines(text.strip()) && message.isBlank()) {
            errors.required(path + ".message", "message must be specified if rule contains line breaks");
        }
        String expression = rule.path("messageExpression").asText();
        if (!expression.isEmpty() && expression.isBlank()) {
            errors.required(path + ".messageExpression", "messageExpression must be non-empty if specified");
        }
        String[] reasons = {"FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"};
        if (rule.has("reason") && Stream.of(reasons).noneMatch(rule.path("reason").asText()::equals)) {
            errors.notSupported(path + ".reason", rule.path("reason").asText(), reasons);
        }
        String field = rule.path("fieldPath").asText();
        if (!field.isEmpty() && field.isBlank()) {
            errors.invalid(path + ".fieldPath", field, "must be non-empty if specified");
        }
        if (lines(field)) {
            errors.invalid(path + ".fieldPath", field, "must not contain line breaks");
        }
    }

    private static boolean lines(String text) {
        return text.contains("\n") || text.contains("\r");
    }
}
