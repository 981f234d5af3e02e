package dev.marina.tenancy.problem;

import java.time.Duration;
import java.util.List;

/// Why a request is refused. `rest.ProblemMapper` alone turns it into HTTP.
public sealed interface Problem {

    /// The request itself is wrong; sending it again will not help.
    record Invalid(List<FieldProblem> fields) implements Problem {
        public Invalid {
            fields = List.copyOf(fields);
        }
    }

    record Unauthenticated(String detail) implements Problem {}

    /// The same for a tenant of others and for one that does not exist.
    record NotAMember(String tenant) implements Problem {}

    record RoleMissing(String role, String needed) implements Problem {}

    record NotFound(String what) implements Problem {}

    /// Something is in the way; the fields name it.
    record Conflict(String detail, List<FieldProblem> fields) implements Problem {
        public Conflict {
            fields = List.copyOf(fields);
        }
    }

    record QuotaExceeded(String resource, long requested, long used, long limit) implements Problem {}

    record TooManyRequests(Duration retryAfter) implements Problem {}

    /// A part of the platform does not answer. Nothing was left half-done.
    record Unavailable(String detail, Duration retryAfter) implements Problem {}
}
