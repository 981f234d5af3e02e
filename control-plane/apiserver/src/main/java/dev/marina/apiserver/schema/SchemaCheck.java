package dev.marina.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.marina.api.Document;
import dev.marina.api.Quantities;
import dev.marina.api.schema.Schema;
import dev.marina.api.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Compares a document with its type's schema: wrong types of values are refused as Go's decoder refuses them, unknown fields are
/// pruned and named. Null values are dropped; quantities, moments and bytes are brought into canonical form, and what remains into the
/// form in which Go would write it.
public final class SchemaCheck {

    /// What has the form of a quantity, if not a suffix of one.
    private static final Pattern QUANTITY_SUFFIX = Pattern.compile("[+-]?[0-9]+(\\.[0-9]*)?[eEinumkKMGTP]*[-+]?[0-9]*");

    private final Schemas schemas;
    private final SerialisedForm form;
    private final Set<String> duplicates;
    private final List<String> found = new ArrayList<>();
    /// Go's decoder reads on behind most values of a wrong type and tells the first, but stops at what cannot read itself.
    private Optional<WrongType> first = Optional.empty();

    private SchemaCheck(Schemas schemas, Set<String> duplicates) {
        this.schemas = schemas;
        this.form = new SerialisedForm(schemas);
        this.duplicates = duplicates;
    }

    /// @param document without its unknown fields, in its type's own form
    public record Result(Document document, Submission.Problems problems) {}

    /// Throws a status where a value has the wrong type.
    public static Result check(Submission submission, Schema schema, Schemas schemas) {
        SchemaCheck check = new SchemaCheck(schemas, submission.toldInPlace());
        ObjectNode copy = submission.document().root().deepCopy();
        try {
            check.object(copy, schema, Place.ROOT);
            check.first.ifPresent(wrong -> {
                throw wrong;
            });
        } catch (WrongType wrong) {
            throw submission.refused(wrong);
        }
        check.form.bring(copy, schema);
        return new Result(Document.of(copy), submission.problems(check.found));
    }

    private void object(ObjectNode node, Schema declared, Place place) {
        switch (schemas.resolve(declared)) {
            case Schema.ObjectOf shape -> fields(node, shape, declared instanceof Schema.Ref ref ? GoTypes.simple(ref.name()) : "", place);
            case Schema.MapOf map -> node.properties().forEach(entry -> entry.setValue(element(entry.getValue(), map.values(), place.key(entry.getKey()))));
            case Schema.Free _ -> {
            }
            case Schema.ListOf _, Schema.Scalar _, Schema.Ref _ -> wrong(node, declared, place);
        }
    }

    private void fields(ObjectNode node, Schema.ObjectOf shape, String type, Place place) {
        List<String> gone = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            Place inner = place.field(entry.getKey(), type);
            Schema field = shape.fields().get(entry.getKey());
            if (field == null) {
                found.add("unknown field \"%s\"".formatted(inner.path()));
                gone.add(entry.getKey());
                continue;
            }
            if (!duplicates.isEmpty() && duplicates.contains(inner.path())) {
                found.add("duplicate field \"%s\"".formatted(inner.path()));
            }
            JsonNode value = value(entry.getValue(), field, inner);
            if (value.isNull()) {
                gone.add(entry.getKey());
            } else {
                entry.setValue(value);
            }
        }
        node.remove(gone);
    }

    /// In lists and maps, a null stands for what its type holds of which nothing is known.
    private JsonNode element(JsonNode value, Schema declared, Place place) {
        return value.isNull() ? form.zero(schemas.resolve(declared)) : value(value, declared, place);
    }

    /// Answers the value as it is kept: in the form in which its type writes it.
    private JsonNode value(JsonNode value, Schema declared, Place place) {
        Schema schema = schemas.resolve(declared);
        if (value.isNull() || schema instanceof Schema.Free) {
            return value;
        }
        if (schema instanceof Schema.Scalar scalar) {
            return scalar(value, scalar, place);
        }
        if (value instanceof ObjectNode object) {
            object(object, declared, place);
        } else if (value instanceof ArrayNode array && schema instanceof Schema.ListOf list) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, element(array.get(i), list.items(), place.index(i)));
            }
        } else {
            wrong(value, declared, place);
        }
        return value;
    }

    private JsonNode scalar(JsonNode value, Schema.Scalar scalar, Place place) {
        return switch (scalar.kind()) {
            case STRING -> fitting(value, value.isTextual(), scalar, place);
            case INTEGER ->
                fitting(value, scalar.format().equals("int32") ? isInt32(value) : value.isIntegralNumber() && value.canConvertToLong(), scalar, place);
            case NUMBER -> fitting(value, value.isNumber(), scalar, place);
            case BOOLEAN -> fitting(value, value.isBoolean(), scalar, place);
            case QUANTITY -> quantity(value);
            case INT_OR_STRING -> {
                if (!value.isTextual() && !isInt32(value)) {
                    throw WrongType.unread(value, place, GoTypes.of(scalar, schemas));
                }
                yield value;
            }
            case BYTES -> value.isTextual() ? bytes(value) : fitting(value, false, scalar, place);
            case TIME, MICRO_TIME -> moment(value, scalar, place);
        };
    }

    private static boolean isInt32(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToInt();
    }

    private JsonNode fitting(JsonNode value, boolean fits, Schema declared, Place place) {
        if (!fits) {
            wrong(value, declared, place);
        }
        return value;
    }

    private void wrong(JsonNode value, Schema declared, Place place) {
        if (first.isEmpty()) {
            first = Optional.of(wrongType(value, declared, place));
        }
    }

    private WrongType wrongType(JsonNode value, Schema declared, Place place) {
        boolean numeric = false;
        String shape = "";
        switch (schemas.resolve(declared)) {
            case Schema.Scalar scalar -> {
                numeric = scalar.kind() == Schema.Scalar.Kind.INTEGER || scalar.kind() == Schema.Scalar.Kind.NUMBER;
                shape = scalar.kind() == Schema.Scalar.Kind.BYTES ? "slice" : "";
            }
            case Schema.ListOf _ -> shape = "slice";
            case Schema.MapOf _ -> shape = "map";
            case Schema.ObjectOf _, Schema.Free _, Schema.Ref _ -> shape = "struct";
        }
        return WrongType.of(value, place, GoTypes.of(declared, schemas), numeric, shape);
    }

    private static JsonNode quantity(JsonNode value) {
        String text = value.isNumber() ? value.decimalValue().toPlainString() : value.isTextual() ? value.textValue().strip() : value.toString();
        if (!Quantities.valid(text)) {
            throw WrongType.unreadable(QUANTITY_SUFFIX.matcher(text).matches()
                    ? "unable to parse quantity's suffix"
                    : "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
        }
        return replaced(value, Quantities.canonical(text));
    }

    private JsonNode bytes(JsonNode value) {
        try {
            return replaced(value, EncodedBytes.canonical(value.textValue()));
        } catch (IllegalArgumentException e) {
            if (first.isEmpty()) {
                first = Optional.of(WrongType.notBase64(e.getMessage()));
            }
            return value;
        }
    }

    private JsonNode moment(JsonNode value, Schema.Scalar scalar, Place place) {
        if (!value.isTextual()) {
            throw WrongType.unread(value, place, GoTypes.of(scalar, schemas));
        }
        try {
            String moment = Moments.canonical(value.textValue(), scalar.kind() == Schema.Scalar.Kind.MICRO_TIME);
            return moment.isEmpty() ? form.zero(scalar) : replaced(value, moment);
        } catch (IllegalArgumentException e) {
            throw WrongType.unreadable(e.getMessage());
        }
    }

    private static JsonNode replaced(JsonNode value, String canonical) {
        return value.isTextual() && canonical.equals(value.textValue()) ? value : TextNode.valueOf(canonical);
    }
}
