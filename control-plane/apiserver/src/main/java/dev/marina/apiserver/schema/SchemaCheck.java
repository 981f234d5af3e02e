package dev.marina.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.marina.api.Document;
import dev.marina.api.Quantities;
import dev.marina.api.StatusException;
import dev.marina.api.schema.Schema;
import dev.marina.api.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Compares a document with its type's schema: wrong types of values are refused as decoding errors, unknown fields are pruned
/// and named. Null values are dropped and quantities brought into canonical form, as Go's decoder does, and what remains into the
/// form in which Go would write it.
public final class SchemaCheck {

    private final Schemas schemas;
    private final Set<String> duplicates;
    private final List<String> found = new ArrayList<>();

    private SchemaCheck(Schemas schemas, Set<String> duplicates) {
        this.schemas = schemas;
        this.duplicates = duplicates;
    }

    /// @param document without its unknown fields, in its type's own form
    public record Result(Document document, Submission.Problems problems) {}

    /// Throws a BadRequest status where a value has the wrong type.
    public static Result check(Submission submission, Schema schema, Schemas schemas) {
        SchemaCheck check = new SchemaCheck(schemas, submission.toldInPlace());
        Document document = submission.document();
        ObjectNode copy = document.root().deepCopy();
        try {
            check.object(copy, schemas.resolve(schema), "");
        } catch (WrongType wrong) {
            throw StatusException.badRequest("%s in version \"%s\" cannot be handled as a %s: %s".formatted(
                    document.kind(), document.groupVersionKind().version(), document.kind(), wrong.getMessage()));
        }
        new SerialisedForm(schemas).bring(copy, schema);
        return new Result(Document.of(copy), submission.problems(check.found));
    }

    private static final class WrongType extends RuntimeException {
        WrongType(String message) {
            super(message);
        }

        WrongType(JsonNode value, String path, String expected) {
            super("json: cannot unmarshal %s into Go struct field %s of type %s".formatted(kind(value), path, expected));
        }

        private static String kind(JsonNode value) {
            return switch (value.getNodeType()) {
                case BOOLEAN -> "bool";
                case NUMBER -> "number" + (value.isIntegralNumber() ? "" : " " + value.asText());
                case STRING -> "string";
                case ARRAY -> "array";
                default -> "object";
            };
        }
    }

    private void object(ObjectNode node, Schema schema, String path) {
        switch (schema) {
            case Schema.ObjectOf shape -> fields(node, shape, path);
            case Schema.MapOf map -> {
                Schema values = schemas.resolve(map.values());
                node.properties().forEach(entry -> entry.setValue(value(entry.getValue(), values, path + "." + entry.getKey())));
            }
            case Schema.Free _ -> {
            }
            case Schema.ListOf _, Schema.Scalar _, Schema.Ref _ -> throw new WrongType(node, path, expected(schema));
        }
    }

    private void fields(ObjectNode node, Schema.ObjectOf shape, String path) {
        List<String> gone = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String inner = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            Schema field = shape.fields().get(entry.getKey());
            if (field == null) {
                found.add("unknown field \"%s\"".formatted(inner));
                gone.add(entry.getKey());
                continue;
            }
            if (duplicates.contains(inner)) {
                found.add("duplicate field \"%s\"".formatted(inner));
            }
            if (entry.getValue().isNull()) {
                gone.add(entry.getKey());
            } else {
                entry.setValue(value(entry.getValue(), schemas.resolve(field), inner));
            }
        }
        node.remove(gone);
    }

    /// Answers the value as it is kept: quantities in canonical form, everything else as it came.
    private JsonNode value(JsonNode value, Schema schema, String path) {
        switch (value) {
            case ObjectNode object -> object(object, schema, path);
            case ArrayNode array -> {
                if (schema instanceof Schema.ListOf list) {
                    Schema items = schemas.resolve(list.items());
                    for (int i = 0; i < array.size(); i++) {
                        array.set(i, value(array.get(i), items, path + "[" + i + "]"));
                    }
                } else if (!(schema instanceof Schema.Free)) {
                    throw new WrongType(value, path, expected(schema));
                }
            }
            case JsonNode empty when empty.isNull() -> {
            }
            default -> scalar(value, schema, path);
        }
        boolean quantity = value.isValueNode() && !value.isNull() && schema instanceof Schema.Scalar scalar && scalar.kind() == Schema.Scalar.Kind.QUANTITY;
        return quantity ? quantity(value) : value;
    }

    private static JsonNode quantity(JsonNode value) {
        String text = value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
        if (!Quantities.valid(text)) {
            throw new WrongType("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
        }
        String canonical = Quantities.canonical(text);
        return value.isTextual() && canonical.equals(text) ? value : TextNode.valueOf(canonical);
    }

    private static void scalar(JsonNode value, Schema schema, String path) {
        boolean fits = switch (schema) {
            case Schema.Scalar scalar -> switch (scalar.kind()) {
                case STRING -> value.isTextual();
                case INTEGER -> value.isIntegralNumber() && (!scalar.format().equals("int32") || value.canConvertToInt());
                case NUMBER -> value.isNumber();
                case BOOLEAN -> value.isBoolean();
                case QUANTITY, INT_OR_STRING -> value.isTextual() || value.isNumber();
            };
            case Schema.Free _ -> true;
            default -> false;
        };
        if (!fits) {
            throw new WrongType(value, path, expected(schema));
        }
    }

    private static String expected(Schema schema) {
        return switch (schema) {
            case Schema.ObjectOf _, Schema.Ref _, Schema.Free _ -> "object";
            case Schema.MapOf _ -> "map[string]string";
            case Schema.ListOf _ -> "array";
            case Schema.Scalar scalar -> switch (scalar.kind()) {
                case STRING -> "string";
                case INTEGER -> scalar.format().isEmpty() ? "int64" : scalar.format();
                case NUMBER -> "float64";
                case BOOLEAN -> "bool";
                case QUANTITY -> "resource.Quantity";
                case INT_OR_STRING -> "intstr.IntOrString";
            };
        };
    }
}
