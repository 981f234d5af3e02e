package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.List;
import java.util.Optional;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.LoggerFactory;

/// Everything nobody expected: logged under a number, of which the caller learns no more than the number.
public class UnexpectedMapper implements ExceptionMapper<Throwable> {

    @Override
    public Response toResponse(Throwable failure) {
        Optional<Problem> known = problem(failure);
        if (known.isPresent()) {
            return ProblemMapper.response(known.get());
        }
        String number = UUID.randomUUID().toString();
        LoggerFactory.getLogger(UnexpectedMapper.class).atError().addKeyValue("error", number).setCause(failure).log("request failed");
        return ProblemMapper.answer(500, "unexpected", "Something is broken", "The platform's log has more under " + number, List.of());
    }

    static Optional<Problem> problem(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // Thrown within a transaction, a refusal arrives wrapped.
            if (cause instanceof ProblemException refusal) {
                return Optional.of(refusal.problem());
            }
            if (databaseIsAway(cause)) {
                LoggerFactory.getLogger(UnexpectedMapper.class).atWarn().addKeyValue("why", cause.toString()).log("the database does not answer");
                return Optional.of(new Problem.Unavailable("The database does not answer", Duration.ofSeconds(5)));
            }
        }
        return Optional.empty();
    }

    /// SQL states: 08 connection, 53 no resources, 57P shutting down. The pool says it in words.
    private static boolean databaseIsAway(Throwable cause) {
        String state = cause instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
        return state.startsWith("08") || state.startsWith("53") || state.startsWith("57P")
                || String.valueOf(cause.getMessage()).startsWith("Error in allocating a connection");
    }
}
