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

    /// The control plane does not take what was asked for, though its form is right; the fields name it.
    record Unprocessable(String detail, List<FieldProblem> fields) implements Problem {
        public Unprocessable {
            fields = List.copyOf(fields);
        }
    }

    record Unauthenticated(String detail) implements Problem {}

    /// The same for a tenant of others and for one that does not exist.
    record NotAMember(String tenant) implements Problem {}

    /// @param permission what the role lacks
    /// @param has the least role that has it
    record PermissionMissing(String role, String permission, String has) implements Problem {}

    /// @param scope what the API token lacks
    record ScopeMissing(String scope) implements Problem {}

    /// Somebody who may not do it, whoever they are.
    record Forbidden(String detail) implements Problem {}

    record NotFound(String what) implements Problem {}

    /// It was there and is not kept any more; the fields say what still is.
    record Gone(String detail, List<FieldProblem> fields) implements Problem {
        public Gone {
            fields = List.copyOf(fields);
        }
    }

    /// Something is in the way; the fields name it.
    record Conflict(String detail, List<FieldProblem> fields) implements Problem {
        public Conflict {
            fields = List.copyOf(fields);
        }
    }

    /// @param what is not as it was when the caller read it
    record Changed(String what) implements Problem {}

    record QuotaExceeded(String resource, String requested, String used, String limit) implements Problem {}

    record TooLarge(long mostBytes) implements Problem {}

    record TooManyRequests(Duration retryAfter) implements Problem {}

    /// Not now, but later: a part of the platform does not answer, or something else has to end first.
    record Unavailable(String detail, Duration retryAfter) implements Problem {}
}
