package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one place where a refusal becomes HTTP: problem details, RFC 9457.
public class ProblemMapper implements ExceptionMapper<ProblemException> {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);
    static final String MEDIA_TYPE = "application/problem+json";

    @Override
    public Response toResponse(ProblemException exception) {
        if (exception.getCause() != null) {
            // The caller learns that a part of the platform is not well; the operator also why.
            LOG.atWarn().addKeyValue("problem", exception.problem()).addKeyValue("why", rootOf(exception)).log("request refused");
        }
        return response(exception.problem());
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    static Response response(Problem problem) {
        return switch (problem) {
            case Problem.Invalid(List<FieldProblem> fields) -> answer(400, "invalid", "The request is not valid",
                    fields.isEmpty() ? "" : sentence(fields.getFirst()), fields);
            case Problem.Unprocessable(String detail, List<FieldProblem> fields) -> answer(422, "unprocessable", "This cannot be made", detail, fields);
            case Problem.Unauthenticated(String detail) ->
                Response.fromResponse(answer(401, "unauthenticated", "Who is asking is not known", detail, List.of()))
                        .header("WWW-Authenticate", "Bearer realm=\"marina\"").build();
            case Problem.NotAMember _ -> answer(403, "forbidden", "Not allowed", "Only members of a tenant may see or change it", List.of());
            case Problem.PermissionMissing(String role, String permission, String has) -> answer(403, "permission-missing", "Not allowed",
                    "This needs the permission %s, which the role %s has; yours is %s".formatted(permission, has, role), List.of());
            case Problem.ScopeMissing(String scope) -> answer(403, "scope-missing", "Not allowed",
                    "This needs a token with the scope %s".formatted(scope), List.of());
            case Problem.Forbidden(String detail) -> answer(403, "forbidden", "Not allowed", detail, List.of());
            case Problem.NotFound(String what) -> answer(404, "not-found", "Not found", "There is no " + what, List.of());
            case Problem.Conflict(String detail, List<FieldProblem> fields) -> answer(409, "conflict", "Something is in the way", detail, fields);
            case Problem.Gone(String detail, List<FieldProblem> fields) -> answer(410, "gone", "Not kept any more", detail, fields);
            case Problem.Changed(String what) -> answer(412, "changed", "It has changed meanwhile",
                    "The %s is not what If-Match names any more; read it again".formatted(what), List.of());
            case Problem.QuotaExceeded(String resource, String requested, String used, String limit) -> answer(403, "quota-exceeded", "Quota exceeded",
                    "%s: %s requested, %s used, the limit is %s".formatted(resource, requested, used, limit), List.of());
            case Problem.TooLarge(long most) -> answer(413, "too-large", "The request is too large", "At most %d bytes are read".formatted(most), List.of());
            case Problem.TooManyRequests(Duration retryAfter) -> retry(answer(429, "too-many-requests", "Too many requests",
                    "Too many requests of this kind from this address; wait and try again", List.of()), retryAfter);
            case Problem.Unavailable(String detail, Duration retryAfter) ->
                retry(answer(503, "unavailable", "Not available now", detail, List.of()), retryAfter);
        };
    }

    static String body(Problem problem) {
        return response(problem).getEntity().toString();
    }

    private static String sentence(FieldProblem field) {
        return "%s must be %s".formatted(field.field().isEmpty() ? "the body" : field.field(), field.expected());
    }

    private static Response retry(Response answer, Duration after) {
        return Response.fromResponse(answer).header("Retry-After", Math.max(1, after.plusMillis(999).toSeconds())).build();
    }

    static Response answer(int status, String kind, String title, String detail, List<FieldProblem> fields) {
        List<ProblemDetails.Field> errors = fields.stream().map(ProblemDetails.Field::of).toList();
        String body = JsonText.of(new ProblemDetails("urn:marina:problem:" + kind, title, status, detail, errors.isEmpty() ? null : errors));
        return Response.status(status).type(MEDIA_TYPE).entity(body).build();
    }
}
