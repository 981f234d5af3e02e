package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.validation.Validator;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Reads a request's record: by JSON-B, then asked by Bean Validation. All that is wrong is named in one answer, which JSON-B
/// alone does not do: it stops at the first, and lets unknown fields pass.
@ApplicationScoped
@ConstrainedTo(RuntimeType.SERVER)
@Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
public class RequestReader implements MessageBodyReader<Record> {

    private Validator validator;

    protected RequestReader() {}

    @Inject
    public RequestReader(Validator validator) {
        this.validator = validator;
    }

    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type.isRecord();
    }

    @Override
    public Record readFrom(Class<Record> type, Type generic, Annotation[] annotations, MediaType media, MultivaluedMap<String, String> headers, InputStream body) {
        return read(type, body);
    }

    <T extends Record> T read(Class<T> type, InputStream body) {
        RequestShape shape = RequestShape.of(type);
        JsonObject object = object(shape, body);
        List<FieldProblem> problems = shape.problems(object);
        T bound = JsonText.JSONB.fromJson(shape.wellFormed(object).toString(), type);
        problems.addAll(shape.problems(validator.validate(bound), problems));
        if (!problems.isEmpty()) {
            throw new ProblemException(new Problem.Invalid(problems));
        }
        return bound;
    }

    private static JsonObject object(RequestShape shape, InputStream body) {
        try (var reader = Json.createReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            if (reader.readValue() instanceof JsonObject object) {
                return object;
            }
        } catch (JsonException | IllegalStateException _) {
            // Said below, once for all that is no object.
        }
        throw ProblemException.invalid(new FieldProblem("", null, "a JSON object with the fields " + shape.names()));
    }
}
