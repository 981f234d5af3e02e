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
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Reads a request's record: by JSON-B, then asked by Bean Validation. All that is wrong is named in one answer, which JSON-B
/// alone does not do: it stops at the first, and lets unknown fields pass. It stands before all readers of bodies: among them, the
/// server's own may come first, which one depends on the order of a set.
@ApplicationScoped
@ConstrainedTo(RuntimeType.SERVER)
public class RequestReader implements ReaderInterceptor {

    private Validator validator;

    protected RequestReader() {}

    @Inject
    public RequestReader(Validator validator) {
        this.validator = validator;
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext request) throws IOException {
        Class<?> type = request.getType();
        return type.isRecord() ? read(type.asSubclass(Record.class), request.getInputStream()) : request.proceed();
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
