package dev.marina.apiserver.structural;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// One node of a schema, without the texts that are for people only. Immutable.
///
/// @param type "" where any is allowed
/// @param preset the default value
public record Structural(String type, boolean nullable, Optional<JsonNode> preset, Map<String, Structural> properties, Optional<Structural> items,
        Optional<Additional> additional, Extensions extensions, Values values, List<ValidationRule> rules) {

    /// The schema of values under names that are not among the properties: a schema, or whether there may be any.
    public record Additional(boolean allowed, Optional<Structural> schema) {}

    /// @param listType atomic, set, map or ""
    /// @param mapType atomic, granular or ""
    public record Extensions(boolean preserveUnknown, boolean embedded, boolean intOrString, String listType, List<String> listKeys, String mapType) {
        public static final Extensions NONE = new Extensions(false, false, false, "", List.of(), "");
    }

    /// What a value has to be beyond its type.
    public record Values(String format, OptionalDouble maximum, boolean exclusiveMaximum, OptionalDouble minimum, boolean exclusiveMinimum,
            OptionalDouble multipleOf, OptionalLong maxLength, OptionalLong minLength, Optional<Pattern> pattern, OptionalLong maxItems, OptionalLong minItems,
            boolean uniqueItems, OptionalLong maxProperties, OptionalLong minProperties, List<String> required, List<JsonNode> allowed,
            List<Structural> allOf, List<Structural> anyOf, List<Structural> oneOf, Optional<Structural> not) {
        public static final Values NONE = new Values("", OptionalDouble.empty(), false, OptionalDouble.empty(), false, OptionalDouble.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(), Optional.empty(), OptionalLong.empty(), OptionalLong.empty(), false, OptionalLong.empty(), OptionalLong.empty(),
                List.of(), List.of(),
                List.of(), List.of(), List.of(), Optional.empty());
    }

    /// One of `x-kubernetes-validations`.
    public record ValidationRule(String rule, String message, String messageExpression, String reason, String fieldPath, boolean optionalOldSelf) {}

    /// The schema of what stands under a name.
    public Optional<Structural> property(String name) {
        Structural own = properties.get(name);
        return own != null ? Optional.of(own) : additional.flatMap(Additional::schema);
    }

    /// Whether values under that name are known, by whatever means.
    public boolean knows(String name) {
        return properties.containsKey(name) || additional.isPresent();
    }

    public Structural withProperties(Map<String, Structural> others) {
        return new Structural(type, nullable, preset, others, items, additional, extensions, values, rules);
    }

    /// The items of a list of this schema by their keys, to find those of another version of it; lists of other kinds have none.
    public Map<List<JsonNode>, JsonNode> byKey(JsonNode list) {
        if (!extensions.listType().equals("map")) {
            return Map.of();
        }
        Map<List<JsonNode>, JsonNode> items = new HashMap<>();
        list.forEach(item -> items.putIfAbsent(key(item), item));
        return items;
    }

    public List<JsonNode> key(JsonNode item) {
        return extensions.listKeys().stream().map(item::path).toList();
    }

    /// The same as the root of a resource, whose `apiVersion`, `kind` and `metadata` are known without being named.
    Structural asResource() {
        return extensions.embedded()
                ? this
                : new Structural(type, nullable, preset, properties, items, additional,
                        new Extensions(extensions.preserveUnknown(), true, extensions.intOrString(), extensions.listType(), extensions.listKeys(),
                                extensions.mapType()),
                        values, rules);
    }
}
