package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.ProblemException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.List;
import java.util.UUID;
import org.slf4j.LoggerFactory;

/// Everything nobody expected: logged under a number, of which the caller learns no more than the number.
public class UnexpectedMapper implements ExceptionMapper<Throwable> {

    @Override
    public Response toResponse(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // Thrown within a transaction, a refusal arrives wrapped.
            if (cause instanceof ProblemException problem) {
                return ProblemMapper.response(problem.problem());
            }
        }
        String number = UUID.randomUUID().toString();
        LoggerFactory.getLogger(UnexpectedMapper.class).atError().addKeyValue("error", number).setCause(failure).log("request failed");
        return ProblemMapper.answer(500, "unexpected", "Something is broken", "The platform's log has more under " + number, List.of());
    }
}
