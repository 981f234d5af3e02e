package dev.marina.apiserver.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.structural.Structural;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How large values of a schema can be at most: by the limits that the schema states, and where it states none by what fits into a
/// request. apiserver's pkg/cel/common/schemas.go (SchemaDeclType)
///
/// @param elements characters of a text, entries of a list or map; 0 of anything else
/// @param leastBytes as JSON
/// @param each the values of a list or map
record LargestValues(long elements, long leastBytes, Optional<LargestValues> each, Map<String, LargestValues> fields) {

    static final long LARGEST_REQUEST = 3L * 1024 * 1024;

    private static final long LEAST_STRUCTURE = 2;
    private static final long LONGEST_TIME = 32;
    private static final long DATE = 12;
    private static final int BYTES_PER_CHARACTER = 4;
    private static final LargestValues KEY = plain(0, LEAST_STRUCTURE);

    private static LargestValues plain(long elements, long leastBytes) {
        return new LargestValues(elements, leastBytes, Optional.empty(), Map.of());
    }

    /// Empty for what expressions cannot see.
    static Optional<LargestValues> of(Structural schema, boolean resource) {
        if (schema.extensions().intOrString()) {
            return Optional.of(plain(schema.values().maxLength().isPresent() ? longest(schema) : LARGEST_REQUEST - 2, 1));
        }
        Structural whole = resource ? CelSchema.asResource(schema) : schema;
        return switch (whole.type()) {
            case "array" -> whole.items().flatMap(items -> of(items, items.extensions().embedded()))
                    .map(each -> new LargestValues(whole.values().maxItems().orElse((LARGEST_REQUEST - 2) / (each.leastBytes + 1)), LEAST_STRUCTURE,
                            Optional.of(each), Map.of()));
            case "object" -> whole.additional().flatMap(Structural.Additional::schema).isPresent() ? map(whole) : Optional.of(struct(whole));
            case "string" -> Optional.of(text(whole));
            case "boolean" -> Optional.of(plain(0, 4));
            case "number", "integer" -> Optional.of(plain(0, 1));
            default -> Optional.empty();
        };
    }

    private static Optional<LargestValues> map(Structural schema) {
        return schema.additional().flatMap(Structural.Additional::schema).flatMap(values -> of(values, values.extensions().embedded()))
                .map(each -> new LargestValues(schema.values().maxProperties().orElse((LARGEST_REQUEST - 2) / (each.leastBytes + 6)), LEAST_STRUCTURE,
                        Optional.of(each), Map.of()));
    }

    private static LargestValues struct(Structural schema) {
        Map<String, LargestValues> fields = new HashMap<>();
        long least = LEAST_STRUCTURE;
        for (Map.Entry<String, Structural> property : new LinkedHashMap<>(schema.properties()).entrySet()) {
            Optional<LargestValues> values = of(property.getValue(), property.getValue().extensions().embedded());
            values.ifPresent(known -> fields.put(Names.escaped(property.getKey()), known));
            if (values.isPresent() && schema.values().required().contains(property.getKey()) && property.getValue().preset().isEmpty()) {
                least += property.getKey().length() + values.get().leastBytes + 4;
            }
        }
        return new LargestValues(0, least, Optional.empty(), Map.copyOf(fields));
    }

    private static LargestValues text(Structural schema) {
        return switch (schema.values().format()) {
            case "byte" -> plain(schema.values().maxLength().orElse(LARGEST_REQUEST - 2), LEAST_STRUCTURE);
            case "duration" -> plain(LONGEST_TIME, 3);
            case "date" -> plain(DATE, DATE);
            case "date-time" -> plain(LONGEST_TIME, 21);
            default -> plain(schema.values().maxLength().isPresent() ? longest(schema) : longestOf(schema.values().allowed()), LEAST_STRUCTURE);
        };
    }

    private static long longest(Structural schema) {
        return Estimate.product(schema.values().maxLength().orElseThrow(), BYTES_PER_CHARACTER);
    }

    private static long longestOf(List<JsonNode> allowed) {
        return allowed.isEmpty() ? LARGEST_REQUEST - 2 : allowed.stream().mapToLong(value -> value.asText().length()).max().orElse(0);
    }

    /// How often values like these can stand in one request.
    long mostTimes() {
        return LARGEST_REQUEST / (leastBytes + 1);
    }

    /// The size of what a path leads to.
    ///
    /// @param path names of fields, `@items`, `@values` and `@keys`, below this
    Optional<Estimate> size(List<String> path) {
        Optional<LargestValues> at = Optional.of(this);
        for (String step : path) {
            at = at.flatMap(values -> switch (step) {
                case "@items", "@values" -> values.each;
                case "@keys" -> values.each.map(_ -> KEY);
                default -> Optional.ofNullable(values.fields.get(step));
            });
        }
        return at.map(values -> new Estimate(0, values.elements));
    }
}
