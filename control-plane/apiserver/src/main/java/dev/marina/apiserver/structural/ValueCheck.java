package dev.marina.apiserver.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.structural.Structural.Values;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Compares values with a schema, in the words of kube-openapi's pkg/validation/validate. What an update leaves as it was is not
/// held against it.
public final class ValueCheck {

    private static final BigDecimal LEAST_INT = BigDecimal.valueOf(Integer.MIN_VALUE);
    private static final BigDecimal MOST_INT = BigDecimal.valueOf(Integer.MAX_VALUE);

    /// A schema of alternatives within alternatives looks at each value again and again.
    private static final long MOST_STEPS = 5_000_000;
    private static final int MOST_ERRORS = 500;

    private final List<FieldError> errors = new ArrayList<>();
    private final Steps steps;

    private ValueCheck(Steps steps) {
        this.steps = steps;
    }

    /// Shared by all alternatives of one check.
    private static final class Steps {
        private long taken;
    }

    /// @param path "" for a whole object
    public static List<FieldError> check(JsonNode value, Structural schema, String path) {
        ValueCheck check = new ValueCheck(new Steps());
        check.value(value, Optional.empty(), schema, path);
        return check.found();
    }

    public static List<FieldError> checkUpdate(JsonNode value, JsonNode stored, Structural schema, String path) {
        ValueCheck check = new ValueCheck(new Steps());
        check.value(value, Optional.of(stored).filter(node -> !node.isMissingNode()), schema, path);
        return check.found();
    }

    private List<FieldError> found() {
        if (steps.taken > MOST_STEPS) {
            errors.add(new FieldError("FieldValueForbidden", "<nil>", "Forbidden: validation of the object takes more than %d steps".formatted(MOST_STEPS)));
        }
        return errors;
    }

    private void value(JsonNode value, Optional<JsonNode> stored, Structural schema, String path) {
        if (++steps.taken > MOST_STEPS || stored.filter(value::equals).isPresent()) {
            return;
        }
        if (value.isNull()) {
            if (!typeNames(schema).isEmpty() && !schema.nullable()) {
                wrongType(path, typeNames(schema), "null");
            }
            allowed(value, schema.values(), path);
            return;
        }
        if (!typeFits(value, schema)) {
            wrongType(path, typeNames(schema), typeOf(value));
            return;
        }
        combinations(value, stored, schema, path);
        switch (value) {
            case ObjectNode object -> object(object, stored, schema, path);
            case ArrayNode array -> array(array, stored, schema, path);
            default -> scalar(value, schema, path);
        }
        allowed(value, schema.values(), path);
    }

    // -- types

    private static String typeNames(Structural schema) {
        return schema.extensions().intOrString() ? "integer,string" : schema.type();
    }

    private static boolean typeFits(JsonNode value, Structural schema) {
        if (schema.extensions().intOrString()) {
            return value.isTextual() || whole(value);
        }
        return switch (schema.type()) {
            case "" -> true;
            case "integer" -> whole(value);
            case "number" -> value.isNumber();
            default -> schema.type().equals(typeOf(value));
        };
    }

    private static boolean whole(JsonNode value) {
        return value.isIntegralNumber()
                || value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue()) && Math.abs(value.doubleValue()) < 1L << 53;
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case NULL, MISSING -> "null";
            case BINARY, POJO -> "";
        };
    }

    private void wrongType(String path, String wanted, String found) {
        add("FieldValueTypeInvalid", path, "Invalid value: \"%s\": %s must be of type %s: \"%s\"".formatted(found, place(path), wanted, found));
    }

    // -- allOf, anyOf, oneOf, not

    private void combinations(JsonNode value, Optional<JsonNode> stored, Structural schema, String path) {
        Values values = schema.values();
        if (!values.anyOf().isEmpty()) {
            List<List<FieldError>> tries = values.anyOf().stream().map(each -> attempt(value, stored, each, path)).toList();
            if (tries.stream().noneMatch(List::isEmpty)) {
                combination(path, "must validate at least one schema (anyOf)");
                errors.addAll(fewest(tries));
            }
        }
        if (!values.oneOf().isEmpty()) {
            List<List<FieldError>> tries = values.oneOf().stream().map(each -> attempt(value, stored, each, path)).toList();
            long valid = tries.stream().filter(List::isEmpty).count();
            if (valid != 1) {
                combination(path,
                        "must validate one and only one schema (oneOf). " + (valid == 0 ? "Found none valid" : "Found %d valid alternatives".formatted(valid)));
                if (valid == 0) {
                    errors.addAll(fewest(tries));
                }
            }
        }
        if (!values.allOf().isEmpty()) {
            List<List<FieldError>> tries = values.allOf().stream().map(each -> attempt(value, stored, each, path)).toList();
            long valid = tries.stream().filter(List::isEmpty).count();
            if (valid < tries.size()) {
                combination(path, "must validate all the schemas (allOf)" + (valid == 0 ? ". None validated" : ""));
                tries.forEach(errors::addAll);
            }
        }
        if (values.not().filter(forbidden -> attempt(value, stored, forbidden, path).isEmpty()).isPresent()) {
            combination(path, "must not validate the schema (not)");
        }
    }

    private void combination(String path, String text) {
        add("FieldValueInvalid", "", "Invalid value: \"\": \"%s\" %s".formatted(path, text));
    }

    private List<FieldError> attempt(JsonNode value, Optional<JsonNode> stored, Structural schema, String path) {
        ValueCheck check = new ValueCheck(steps);
        check.value(value, stored, schema, path);
        return check.errors;
    }

    private static List<FieldError> fewest(List<List<FieldError>> tries) {
        return tries.stream().min(java.util.Comparator.comparingInt(List::size)).orElse(List.of());
    }

    // -- objects and lists

    private void object(ObjectNode object, Optional<JsonNode> stored, Structural schema, String path) {
        Values values = schema.values();
        int size = object.size();
        values.minProperties().ifPresent(least -> {
            if (size < least) {
                invalid(path, Integer.toString(size), "should have at least %d properties".formatted(least));
            }
        });
        tooMany(path, size, values.maxProperties());
        boolean closed = schema.additional().filter(additional -> !additional.allowed()).isPresent();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String name = entry.getKey();
            Structural own = schema.properties().get(name);
            if (own == null && closed) {
                add("FieldValueInvalid", path, "Invalid value: \"%s\": %s.%s in body is a forbidden property".formatted(name, path, name));
                continue;
            }
            schema.property(name)
                    .ifPresent(field -> value(entry.getValue(), stored.map(node -> node.get(name)), field, path.isEmpty() ? name : path + "." + name));
        }
        for (String name : values.required()) {
            if (!object.has(name)) {
                add("FieldValueRequired", path.isEmpty() ? name : path + "." + name, "Required value");
            }
        }
    }

    private void array(ArrayNode array, Optional<JsonNode> stored, Structural schema, String path) {
        Values values = schema.values();
        schema.items().ifPresent(items -> {
            Map<List<JsonNode>, JsonNode> before = stored.map(schema::byKey).orElse(Map.of());
            for (int i = 0; i < array.size(); i++) {
                value(array.get(i), before.isEmpty() ? Optional.empty() : Optional.ofNullable(before.get(schema.key(array.get(i)))), items,
                        path + "[" + i + "]");
            }
        });
        values.minItems().ifPresent(least -> {
            if (array.size() < least) {
                invalid(path, Integer.toString(array.size()), "should have at least %d items".formatted(least));
            }
        });
        tooMany(path, array.size(), values.maxItems());
        if (values.uniqueItems()) {
            Set<JsonNode> seen = new HashSet<>();
            if (!array.valueStream().allMatch(seen::add)) {
                add("FieldValueInvalid", path, "Invalid value: \"\": %s shouldn't contain duplicates".formatted(place(path)));
            }
        }
    }

    private void tooMany(String path, int size, OptionalLong most) {
        if (most.isPresent() && size > most.getAsLong()) {
            add("FieldValueTooMany", path, "Too many: %d: must have at most %d items".formatted(size, most.getAsLong()));
        }
    }

    // -- scalars

    private void scalar(JsonNode value, Structural schema, String path) {
        if (value.isTextual()) {
            text(value.textValue(), schema, path);
        } else if (value.isNumber()) {
            number(value, schema, path);
        }
    }

    private void text(String text, Structural schema, String path) {
        Values values = schema.values();
        int length = text.codePointCount(0, text.length());
        steps.taken += values.pattern().map(pattern -> (long) text.length() * pattern.text().length() / 64).orElse(0L);
        if (values.maxLength().isPresent() && length > values.maxLength().getAsLong()) {
            add("FieldValueTooLong", path, "Too long: may not be more than %d bytes".formatted(values.maxLength().getAsLong()));
        } else if (values.minLength().isPresent() && length < values.minLength().getAsLong()) {
            invalid(path, quoted(text), "should be at least %d chars long".formatted(values.minLength().getAsLong()));
        } else if (values.pattern().filter(pattern -> !pattern.in(text)).isPresent()) {
            invalid(path, quoted(text), "should match '%s'".formatted(values.pattern().get().text()));
        }
        if (!values.format().isEmpty() && Formats.known(schema.type(), values.format()) && !Formats.fits(values.format(), text)) {
            invalid(path, quoted(text), "must be of type %s: %s".formatted(values.format(), quoted(text)));
        }
    }

    private void number(JsonNode value, Structural schema, String path) {
        Values values = schema.values();
        BigDecimal exact = Numbers.exact(value);
        if (values.format().equals("int32") && schema.type().equals("integer") && (exact.compareTo(LEAST_INT) < 0 || exact.compareTo(MOST_INT) > 0)) {
            add("FieldValueInvalid", path, "Invalid value: \"\": Checked value must be of type integer with format int32 in %s".formatted(path));
        }
        values.multipleOf().ifPresent(factor -> {
            if (factor > 0 && exact.remainder(Numbers.exact(factor)).signum() != 0) {
                invalid(path, shown(value), "should be a multiple of %s".formatted(Numbers.bound(factor, value)));
            }
        });
        values.minimum().ifPresent(least -> {
            int compared = exact.compareTo(Numbers.exact(least));
            if (compared < 0 || compared == 0 && values.exclusiveMinimum()) {
                invalid(path, shown(value),
                        "should be greater than %s%s".formatted(values.exclusiveMinimum() ? "" : "or equal to ", Numbers.bound(least, value)));
            }
        });
        values.maximum().ifPresent(most -> {
            int compared = exact.compareTo(Numbers.exact(most));
            if (compared > 0 || compared == 0 && values.exclusiveMaximum()) {
                invalid(path, shown(value), "should be less than %s%s".formatted(values.exclusiveMaximum() ? "" : "or equal to ", Numbers.bound(most, value)));
            }
        });
    }

    private void allowed(JsonNode value, Values values, String path) {
        if (values.allowed().isEmpty() || values.allowed().stream().anyMatch(each -> same(each, value))) {
            return;
        }
        String texts = String.join(", ", values.allowed().stream().map(each -> quoted(each.isTextual() ? each.textValue() : each.toString())).toList());
        add("FieldValueNotSupported", path, "Unsupported value: %s: supported values: %s".formatted(shown(value), texts));
    }

    private static boolean same(JsonNode one, JsonNode other) {
        return one.isNumber() && other.isNumber() ? Numbers.exact(one).compareTo(Numbers.exact(other)) == 0 : one.equals(other);
    }

    // -- messages

    private void invalid(String path, String shown, String text) {
        add("FieldValueInvalid", path, "Invalid value: %s: %s %s".formatted(shown, place(path), text));
    }

    private void add(String reason, String path, String message) {
        if (errors.size() == MOST_ERRORS) {
            return;
        }
        errors.add(new FieldError(reason, path.isEmpty() ? "<nil>" : path, message));
    }

    private static String place(String path) {
        return path + " in body";
    }

    private static String shown(JsonNode value) {
        return value.isTextual() ? quoted(value.textValue()) : value.isFloatingPointNumber() ? Numbers.text(value.doubleValue()) : value.toString();
    }

    static String quoted(String text) {
        return com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
    }
}
