package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.FieldProblem;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The fields of a request's record, and what is wrong with those of a body. A field that is described as `writeOnly` is a secret,
/// whose value no answer repeats.
record RequestShape(Map<String, RecordComponent> fields) {

    /// A type that a field may have: what JSON has to have for it, and how that is said.
    private enum Kind {
        TEXT(String.class, "a text"),
        NUMBER(Integer.class, "a whole number"),
        YES_OR_NO(Boolean.class, "true or false"),
        TEXTS(List.class, "an array of texts"),
        /// Whose fields are somebody else's to judge.
        OBJECT(Map.class, "a JSON object");

        private final Class<?> type;
        private final String words;

        Kind(Class<?> type, String words) {
            this.type = type;
            this.words = words;
        }

        static Kind of(RecordComponent field) {
            return Arrays.stream(values()).filter(kind -> kind.type == field.getType()).findFirst()
                    .orElseThrow(() -> new IllegalStateException("no request has a field of " + field.getType()));
        }

        boolean takes(JsonValue value) {
            return switch (this) {
                case TEXT -> value instanceof JsonString;
                case NUMBER -> value instanceof JsonNumber number && whole(number);
                case OBJECT -> value instanceof JsonObject;
                case YES_OR_NO -> value == JsonValue.TRUE || value == JsonValue.FALSE;
                case TEXTS -> value instanceof JsonArray array && array.stream().allMatch(JsonString.class::isInstance);
            };
        }

        private static boolean whole(JsonNumber number) {
            try {
                number.intValueExact();
                return true;
            } catch (ArithmeticException _) {
                return false;
            }
        }
    }

    static RequestShape of(Class<? extends Record> type) {
        Map<String, RecordComponent> fields = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            fields.put(component.getName(), component);
        }
        return new RequestShape(fields);
    }

    String names() {
        return String.join(", ", fields.keySet());
    }

    /// Fields that there are not, and values of another type.
    List<FieldProblem> problems(JsonObject body) {
        List<FieldProblem> problems = new ArrayList<>();
        body.forEach((name, value) -> {
            if (!fields.containsKey(name)) {
                problems.add(new FieldProblem(name, text(value), "absent; the fields are " + names()));
            } else if (!takes(name, value)) {
                problems.add(new FieldProblem(name, shown(name, text(value)), Kind.of(fields.get(name)).words));
            }
        });
        return problems;
    }

    private boolean takes(String name, JsonValue value) {
        return Kind.of(fields.get(name)).takes(value);
    }

    /// The body without what [#problems(JsonObject)] names.
    JsonObject wellFormed(JsonObject body) {
        JsonObjectBuilder kept = Json.createObjectBuilder();
        body.forEach((name, value) -> {
            if (fields.containsKey(name) && takes(name, value)) {
                kept.add(name, value);
            }
        });
        return kept.build();
    }

    /// @param known what is said already: a field that was left out for its type is not also missing
    <T> List<FieldProblem> problems(Set<ConstraintViolation<T>> violations, List<FieldProblem> known) {
        Set<String> said = known.stream().map(FieldProblem::field).collect(Collectors.toSet());
        Map<String, FieldProblem> byField = new LinkedHashMap<>();
        fields.keySet().forEach(name -> violations.stream().filter(violation -> field(violation).equals(name) && !said.contains(name)).findFirst()
                .ifPresent(violation -> byField.put(name, new FieldProblem(name, shown(name, given(violation)), violation.getMessage()))));
        return List.copyOf(byField.values());
    }

    private static String field(ConstraintViolation<?> violation) {
        for (Path.Node node : violation.getPropertyPath()) {
            return node.getName();
        }
        return "";
    }

    private static String given(ConstraintViolation<?> violation) {
        return violation.getInvalidValue() == null ? null : violation.getInvalidValue().toString();
    }

    private String shown(String name, String value) {
        Schema described = fields.get(name).getAccessor().getAnnotation(Schema.class);
        return described != null && described.writeOnly() ? null : value;
    }

    private static String text(JsonValue value) {
        return value instanceof JsonString text ? text.getString() : value.toString();
    }
}
