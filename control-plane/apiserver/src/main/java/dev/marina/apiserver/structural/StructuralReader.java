package dev.marina.apiserver.structural;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.structural.Structural.Additional;
import dev.marina.apiserver.structural.Structural.Extensions;
import dev.marina.apiserver.structural.Structural.ValidationRule;
import dev.marina.apiserver.structural.Structural.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/// Reads the `openAPIV3Schema` of a definition that has been found valid.
public final class StructuralReader {

    /// Most nodes have nothing else, and share what says so.
    private static final Set<String> OF_SHAPE = Set.of("type", "description", "title", "properties", "items", "additionalProperties", "default", "nullable");

    private StructuralReader() {}

    public static Structural read(JsonNode schema) {
        Map<String, Structural> properties = new LinkedHashMap<>();
        schema.path("properties").properties().forEach(property -> properties.put(property.getKey(), read(property.getValue())));
        return new Structural(schema.path("type").asText(), schema.path("nullable").asBoolean(),
                Optional.ofNullable(schema.get("default")).filter(value -> !value.isNull()), properties, optional(schema, "items"),
                additional(schema.path("additionalProperties")), extensions(schema), values(schema), rules(schema.path("x-kubernetes-validations")));
    }

    private static Optional<Structural> optional(JsonNode schema, String field) {
        return schema.path(field).isObject() ? Optional.of(read(schema.path(field))) : Optional.empty();
    }

    private static Optional<Additional> additional(JsonNode node) {
        return switch (node.getNodeType()) {
            case BOOLEAN -> Optional.of(new Additional(node.asBoolean(), Optional.empty()));
            case OBJECT -> Optional.of(new Additional(true, Optional.of(read(node))));
            default -> Optional.empty();
        };
    }

    private static Extensions extensions(JsonNode schema) {
        return schema.properties().stream().noneMatch(entry -> entry.getKey().startsWith("x-kubernetes-"))
                ? Extensions.NONE
                : new Extensions(schema.path("x-kubernetes-preserve-unknown-fields").asBoolean(), schema.path("x-kubernetes-embedded-resource").asBoolean(),
                        schema.path("x-kubernetes-int-or-string").asBoolean(), schema.path("x-kubernetes-list-type").asText(),
                        texts(schema.path("x-kubernetes-list-map-keys")), schema.path("x-kubernetes-map-type").asText());
    }

    private static Values values(JsonNode schema) {
        return schema.properties().stream().allMatch(entry -> OF_SHAPE.contains(entry.getKey()))
                ? Values.NONE
                : new Values(schema.path("format").asText(), decimal(schema, "maximum"), schema.path("exclusiveMaximum").asBoolean(),
                        decimal(schema, "minimum"), schema.path("exclusiveMinimum").asBoolean(), decimal(schema, "multipleOf"),
                        number(schema, "maxLength"), number(schema, "minLength"), pattern(schema.path("pattern").asText()),
                        number(schema, "maxItems"), number(schema, "minItems"), schema.path("uniqueItems").asBoolean(),
                        number(schema, "maxProperties"), number(schema, "minProperties"), texts(schema.path("required")), nodes(schema.path("enum")),
                        all(schema.path("allOf")), all(schema.path("anyOf")), all(schema.path("oneOf")), optional(schema, "not"));
    }

    private static Optional<Pattern> pattern(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Pattern.of(text));
    }

    private static OptionalDouble decimal(JsonNode schema, String field) {
        return schema.path(field).isNumber() ? OptionalDouble.of(schema.path(field).asDouble()) : OptionalDouble.empty();
    }

    private static OptionalLong number(JsonNode schema, String field) {
        return schema.path(field).isNumber() ? OptionalLong.of(schema.path(field).asLong()) : OptionalLong.empty();
    }

    private static List<Structural> all(JsonNode schemas) {
        List<Structural> all = new ArrayList<>();
        schemas.forEach(schema -> all.add(read(schema)));
        return List.copyOf(all);
    }

    private static List<ValidationRule> rules(JsonNode rules) {
        List<ValidationRule> all = new ArrayList<>();
        rules.forEach(rule -> all.add(new ValidationRule(rule.path("rule").asText(), rule.path("message").asText(), rule.path("messageExpression").asText(),
                rule.path("reason").asText(), rule.path("fieldPath").asText(), rule.path("optionalOldSelf").asBoolean())));
        return List.copyOf(all);
    }

    private static List<JsonNode> nodes(JsonNode array) {
        List<JsonNode> nodes = new ArrayList<>();
        array.forEach(nodes::add);
        return List.copyOf(nodes);
    }

    private static List<String> texts(JsonNode array) {
        return nodes(array).stream().map(JsonNode::asText).toList();
    }
}
