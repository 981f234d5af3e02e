package dev.marina.apiserver.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.marina.apiserver.structural.Structural;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a schema's values are to expressions: types to the checker, plain values to the evaluator.
/// apiserver's pkg/cel/common/schemas.go and values.go
final class CelSchema implements CelTypeProvider {

    /// Types of fields are called by where they are; no expression can name this one, and take `self.spec` for a type.
    private static final String ROOT = "@self";
    private static final Structural TEXT = plain("string");

    private final Map<String, StructType> structs = new HashMap<>();
    private final CelType type;
    private final Structural schema;

    /// @param resource whether the schema is one of a resource, which has a kind and metadata
    CelSchema(Structural schema, boolean resource) {
        this(schema, resource, ROOT);
    }

    /// @param root what its own type is called
    CelSchema(Structural schema, boolean resource, String root) {
        this.schema = resource ? asResource(schema) : schema;
        this.type = type(this.schema, root).orElse(SimpleType.DYN);
    }

    CelType type() {
        return type;
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableList.copyOf(structs.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
        return Optional.ofNullable(structs.get(name));
    }

    private static Structural plain(String type) {
        return new Structural(type, false, Optional.empty(), Map.of(), Optional.empty(), Optional.empty(), Structural.Extensions.NONE, Structural.Values.NONE,
                List.of());
    }

    /// Expressions see the kind and the name of a resource, and nothing else of its metadata.
    static Structural asResource(Structural schema) {
        Map<String, Structural> properties = new LinkedHashMap<>(schema.properties());
        properties.put("apiVersion", TEXT);
        properties.put("kind", TEXT);
        properties.put("metadata",
                new Structural("object", false, Optional.empty(), Map.of("name", TEXT, "generateName", TEXT), Optional.empty(), Optional.empty(),
                        Structural.Extensions.NONE, Structural.Values.NONE, List.of()));
        return schema.withProperties(properties);
    }

    // -- types

    /// Empty for what expressions cannot see: fields whose type nobody knows.
    private Optional<CelType> type(Structural node, String path) {
        if (node.extensions().intOrString()) {
            return Optional.of(SimpleType.DYN);
        }
        return switch (node.type()) {
            case "boolean" -> Optional.of(SimpleType.BOOL);
            case "integer" -> Optional.of(SimpleType.INT);
            case "number" -> Optional.of(SimpleType.DOUBLE);
            case "string" -> Optional.of(switch (node.values().format()) {
                case "byte" -> SimpleType.BYTES;
                case "duration" -> SimpleType.DURATION;
                case "date", "date-time" -> SimpleType.TIMESTAMP;
                default -> SimpleType.STRING;
            });
            case "array" -> node.items().flatMap(items -> type(items, path + ".@idx")).map(ListType::create);
            case "object" -> node.additional().isPresent() && node.properties().isEmpty()
                    ? node.additional().get().schema().flatMap(values -> type(values, path + ".@elem")).map(values -> MapType.create(SimpleType.STRING, values))
                    : Optional.of(struct(node, path));
            default -> node.extensions().preserveUnknown() ? Optional.of(SimpleType.DYN) : Optional.empty();
        };
    }

    private CelType struct(Structural node, String path) {
        Map<String, CelType> fields = new LinkedHashMap<>();
        Structural whole = node.extensions().embedded() ? asResource(node) : node;
        whole.properties().forEach((name, property) -> type(property, path + "." + name)
                .ifPresent(known -> fields.put(Names.escaped(name), known)));
        StructType struct = StructType.create(path, ImmutableSet.copyOf(fields.keySet()), name -> Optional.ofNullable(fields.get(name)));
        structs.put(path, struct);
        return struct;
    }

    // -- values

    Object value(JsonNode node) {
        return value(node, Optional.of(schema));
    }

    static Object value(JsonNode node, Optional<Structural> schema) {
        return switch (node.getNodeType()) {
            case OBJECT -> map(node, schema);
            case ARRAY -> {
                List<Object> items = new ArrayList<>(node.size());
                node.forEach(item -> items.add(value(item, schema.flatMap(Structural::items))));
                yield items;
            }
            case STRING ->
                schema.filter(known -> known.type().equals("string")).map(known -> text(node.textValue(), known.values().format())).orElse(node.textValue());
            case NUMBER -> schema.filter(known -> known.type().equals("number")).isPresent() || !node.isIntegralNumber()
                    ? (Object) node.doubleValue()
                    : (Object) node.longValue();
            case BOOLEAN -> node.booleanValue();
            default -> dev.cel.common.values.NullValue.NULL_VALUE;
        };
    }

    private static Map<String, Object> map(JsonNode node, Optional<Structural> schema) {
        Map<String, Object> map = new LinkedHashMap<>();
        boolean struct = schema.filter(known -> !known.properties().isEmpty()).isPresent();
        node.properties().forEach(entry -> {
            Optional<Structural> field = schema.flatMap(known -> known.property(entry.getKey()));
            // what stands beside known fields cannot be named, and a field that is null is not there
            if (!struct || field.isPresent() || Names.ofResource(entry.getKey())) {
                boolean absent = entry.getValue().isNull() && field.filter(known -> !known.nullable()).isPresent();
                if (!absent) {
                    map.put(struct ? Names.escaped(entry.getKey()) : entry.getKey(), value(entry.getValue(), field));
                }
            }
        });
        return map;
    }

    /// What does not fit its format stays a text; the schema has refused it already.
    private static Object text(String text, String format) {
        try {
            return switch (format) {
                case "byte" -> dev.cel.common.values.CelByteString.of(java.util.Base64.getDecoder().decode(text));
                case "date" -> LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
                case "date-time" -> (Object) instant(text);
                case "duration" -> duration(text);
                default -> text;
            };
        } catch (RuntimeException e) {
            return text;
        }
    }

    private static Instant instant(String text) {
        return OffsetDateTime.parse(text.toUpperCase(java.util.Locale.ROOT)).toInstant();
    }

    private static Duration duration(String text) {
        java.util.regex.Matcher part = java.util.regex.Pattern.compile("([0-9.]+)(ns|us|µs|ms|s|m|h)").matcher(text);
        double nanos = 0;
        while (part.find()) {
            nanos += Double.parseDouble(part.group(1)) * switch (part.group(2)) {
                case "h" -> 3.6e12;
                case "m" -> 6e10;
                case "s" -> 1e9;
                case "ms" -> 1e6;
                case "us", "µs" -> 1e3;
                default -> 1;
            };
        }
        return Duration.ofNanos((long) (text.startsWith("-") ? -nanos : nanos));
    }
}
