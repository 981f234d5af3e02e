package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Collects field errors in upstream's words. apimachinery's pkg/util/validation/field/errors.go
public final class Errors {

    private final List<FieldError> found = new ArrayList<>();

    public List<FieldError> found() {
        return List.copyOf(found);
    }

    public boolean empty() {
        return found.isEmpty();
    }

    public void addAll(List<FieldError> errors) {
        found.addAll(errors);
    }

    public void required(String field) {
        found.add(new FieldError("FieldValueRequired", field, "Required value"));
    }

    public void required(String field, String detail) {
        found.add(new FieldError("FieldValueRequired", field, "Required value: " + detail));
    }

    public void invalid(String field, String value, String detail) {
        found.add(new FieldError("FieldValueInvalid", field, "Invalid value: \"%s\": %s".formatted(escaped(value), detail)));
    }

    public void invalid(String field, long value, String detail) {
        found.add(new FieldError("FieldValueInvalid", field, "Invalid value: %d: %s".formatted(value, detail)));
    }

    public void invalid(String field, JsonNode value, String detail) {
        String shown = value.isMissingNode() ? "null" : value.toString();
        found.add(new FieldError("FieldValueInvalid", field, "Invalid value: %s: %s".formatted(shown, detail)));
    }

    /// Of a part whose value says nothing.
    public void invalid(String field, String detail) {
        found.add(new FieldError("FieldValueInvalid", field, "Invalid value: " + detail));
    }

    /// One error per broken rule.
    public void invalid(String field, String value, List<String> details) {
        details.forEach(detail -> invalid(field, value, detail));
    }

    public void duplicate(String field, String value) {
        found.add(new FieldError("FieldValueDuplicate", field, "Duplicate value: \"%s\"".formatted(escaped(value))));
    }

    public void duplicate(String field, JsonNode value) {
        found.add(new FieldError("FieldValueDuplicate", field, "Duplicate value: " + value));
    }

    public void notFound(String field, String value) {
        found.add(new FieldError("FieldValueNotFound", field, "Not found: \"%s\"".formatted(escaped(value))));
    }

    public void forbidden(String field, String detail) {
        found.add(new FieldError("FieldValueForbidden", field, "Forbidden: " + detail));
    }

    public void tooLong(String field, int mostBytes) {
        found.add(new FieldError("FieldValueTooLong", field, "Too long: may not be more than %d bytes".formatted(mostBytes)));
    }

    public void tooMany(String field, int count, int most) {
        if (count > most) {
            found.add(new FieldError("FieldValueTooMany", field, "Too many: %d: must have at most %d items".formatted(count, most)));
        }
    }

    /// Refuses a value that is none of the allowed ones; an empty value is a missing one.
    public void oneOf(String field, String value, String... allowed) {
        if (value.isEmpty()) {
            required(field);
        } else if (!List.of(allowed).contains(value)) {
            notSupported(field, value, allowed);
        }
    }

    public void notSupported(String field, String value, String... allowed) {
        String texts = Arrays.stream(allowed).sorted().map("\"%s\""::formatted).collect(Collectors.joining(", "));
        found.add(new FieldError("FieldValueNotSupported", field, "Unsupported value: \"%s\": supported values: %s".formatted(escaped(value), texts)));
    }

    public void notNegative(String field, JsonNode value) {
        if (value.isNumber() && value.asLong() < 0) {
            invalid(field, value.asLong(), "must be greater than or equal to 0");
        }
    }

    /// A number that is not negative, or a percentage.
    public void share(String field, JsonNode value) {
        if (value.isTextual() && !value.asText().matches("[0-9]+%")) {
            invalid(field, value.asText(),
                    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')");
        }
        notNegative(field, value);
    }

    public void immutable(String field, JsonNode now, JsonNode before) {
        if (!now.equals(before)) {
            if (now.isTextual()) {
                invalid(field, now.asText(), "field is immutable");
            } else {
                invalid(field, now, "field is immutable");
            }
        }
    }

    /// What is shown of a list that may be absent.
    static JsonNode list(JsonNode list) {
        return list.isArray() ? list : JsonNodeFactory.instance.arrayNode();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
