package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The fields of a JSON body. Collects all that is wrong with them; nothing is used before [#done].
final class RequestFields {

    private static final Set<String> SECRET = Set.of("password");

    private final JsonObject body;
    private final Set<String> known;
    private final List<FieldProblem> problems = new ArrayList<>();

    private RequestFields(JsonObject body, Set<String> known) {
        this.body = body;
        this.known = known;
        body.forEach((field, value) -> {
            if (!known.contains(field)) {
                problems.add(new FieldProblem(field, shown(field, value), "absent; the fields are " + String.join(", ", known.stream().sorted().toList())));
            }
        });
    }

    static RequestFields parse(String text, String... known) {
        try (var reader = Json.createReader(new StringReader(text == null ? "" : text))) {
            if (reader.readValue() instanceof JsonObject object) {
                return new RequestFields(object, Set.of(known));
            }
        } catch (JsonException | IllegalStateException _) {
            // Said below, once for all that is no object.
        }
        throw ProblemException.invalid(new FieldProblem("", null, "a JSON object with the fields "
                + String.join(", ", List.of(known))));
    }

    String text(String field) {
        if (body.get(field) instanceof JsonString string) {
            return string.getString();
        }
        problems.add(new FieldProblem(field, shown(field, body.get(field)), "a text; the field is required"));
        return "";
    }

    Optional<String> optionalText(String field) {
        return body.containsKey(field) ? Optional.of(text(field)) : Optional.empty();
    }

    int number(String field, int otherwise) {
        JsonValue value = body.get(field);
        if (value == null) {
            return otherwise;
        }
        try {
            return ((JsonNumber) value).intValueExact();
        } catch (ClassCastException | ArithmeticException _) {
            problems.add(new FieldProblem(field, shown(field, value), "a whole number"));
            return otherwise;
        }
    }

    void done() {
        if (!problems.isEmpty()) {
            throw new ProblemException(new Problem.Invalid(problems));
        }
    }

    private static String shown(String field, JsonValue value) {
        return value == null || SECRET.contains(field) ? null : value instanceof JsonString text ? text.getString() : value.toString();
    }

    @Override
    public String toString() {
        return "RequestFields" + known;
    }
}
