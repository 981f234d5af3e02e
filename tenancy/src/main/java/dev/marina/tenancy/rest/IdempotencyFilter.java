package dev.marina.tenancy.rest;

import dev.marina.tenancy.idempotency.Earlier;
import dev.marina.tenancy.idempotency.RepeatedRequests;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A POST of a person with the header `Idempotency-Key` is served once: sent again, it is answered as the first time, for a day.
@ApplicationScoped
@Priority(Priorities.USER)
public class IdempotencyFilter implements ContainerRequestFilter, ContainerResponseFilter {

    private static final String HEADER = "Idempotency-Key";
    private static final int LONGEST_KEY = 128;

    @Inject
    private Caller caller;

    @Inject
    private RepeatedRequests requests;

    @Override
    public void filter(ContainerRequestContext context) throws IOException {
        String key = context.getHeaderString(HEADER);
        if (key == null || !context.getMethod().equals("POST") || caller.subject().isEmpty()) {
            return;
        }
        if (key.isBlank() || key.length() > LONGEST_KEY) {
            throw ProblemException.invalid(new FieldProblem(HEADER, key, "1 to %d characters".formatted(LONGEST_KEY)));
        }
        byte[] body = context.getEntityStream().readAllBytes();
        context.setEntityStream(new ByteArrayInputStream(body));
        switch (requests.begin(caller.subject().get(), key, hash(context.getUriInfo().getPath(), body), Instant.now())) {
            case Earlier.None _ -> context.setProperty(HEADER, key);
            case Earlier.Answered answer -> context.abortWith(again(answer));
            case Earlier.BeingServed _ -> throw new ProblemException(new Problem.Unavailable("The same request is being served", Duration.ofSeconds(1)));
            case Earlier.Another _ -> throw new ProblemException(new Problem.Conflict("This key was used for another request", List.of(
                    new FieldProblem(HEADER, key, "a new one for each request"))));
        }
    }

    private static Response again(Earlier.Answered answer) {
        Response.ResponseBuilder response = Response.status(answer.status()).header("Idempotent-Replayed", "true");
        answer.location().ifPresent(location -> response.header("Location", location));
        answer.body().ifPresent(body -> response.entity(body).type(answer.mediaType().orElse("application/json")));
        return response.build();
    }

    private static byte[] hash(String path, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(path.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return digest.digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }

    @Override
    public void filter(ContainerRequestContext context, ContainerResponseContext answer) {
        if (!(context.getProperty(HEADER) instanceof String key)) {
            return;
        }
        String subject = caller.subject().orElseThrow();
        if (answer.getStatus() >= 500 || answer.getStatus() == 429) {
            requests.forget(subject, key);
        } else {
            requests.answered(subject, key, new Earlier.Answered(answer.getStatus(), Optional.ofNullable(answer.getHeaderString("Location")),
                    Optional.ofNullable(answer.getMediaType()).map(Object::toString),
                    Optional.ofNullable(answer.getEntity()).filter(_ -> !secret(answer)).map(JsonText::of)));
        }
    }

    /// What no cache may keep this table may not either: repeated, it is answered without its body.
    private static boolean secret(ContainerResponseContext answer) {
        return "no-store".equals(answer.getHeaderString("Cache-Control"));
    }
}
