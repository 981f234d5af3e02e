package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Entity tags: what a caller has seen of something, so that it changes that and nothing newer.
final class Tags {

    static final String UNCHANGED = "It is as the caller's If-None-Match says";

    private static final int BYTES = 12;

    private Tags() {}

    /// The answer with its tag; without a body where the caller has it already.
    ///
    /// @param content what the thing is at this moment, as text that is another where the thing is another
    static Response answer(Request request, String content, Object entity) {
        EntityTag tag = of(content);
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        return unchanged == null ? Response.ok(entity).tag(tag).build() : unchanged.tag(tag).build();
    }

    /// Refuses a change of what is not any more as the caller's `If-Match` says.
    static void require(Request request, String content, String what) {
        if (request.evaluatePreconditions(of(content)) != null) {
            throw new ProblemException(new Problem.Changed(what));
        }
    }

    static EntityTag of(String content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return new EntityTag(HexFormat.of().formatHex(hash, 0, BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }
}
