package dev.marina.tenancy.problem;

import java.time.Duration;
import java.util.List;

/// Carries a [Problem] to the mapper.
public final class ProblemException extends RuntimeException {

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.toString());
        this.problem = problem;
    }

    public ProblemException(Problem problem, Throwable cause) {
        super(problem.toString(), cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }

    public static ProblemException invalid(FieldProblem... fields) {
        return new ProblemException(new Problem.Invalid(List.of(fields)));
    }

    public static ProblemException unavailable(String part, Throwable cause) {
        return new ProblemException(new Problem.Unavailable(part + " does not answer", Duration.ofSeconds(5)), cause);
    }
}
