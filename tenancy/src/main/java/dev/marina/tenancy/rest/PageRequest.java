package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.ProblemException;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/// Which page of a list is asked for.
public class PageRequest {

    private static final String LIMIT = "a number from 1 to 500";
    private static final int MOST = 500;

    @QueryParam("limit")
    @DefaultValue("100")
    @Min(value = 1, message = LIMIT)
    @Max(value = MOST, message = LIMIT)
    private int limit;

    @QueryParam("continue")
    @DefaultValue("")
    @Parameter(description = "What the page before ended with")
    private String after;

    public PageRequest() {}

    PageRequest(int limit, String after) {
        this.limit = limit;
        this.after = after;
    }

    int limit() {
        return limit;
    }

    /// How many to ask for, to know whether there is a page after this one.
    int rows() {
        return limit + 1;
    }

    /// Empty on the first page.
    String after() {
        return after;
    }

    /// Of a list whose rows are numbered, the newest first.
    long before() {
        try {
            return after.isEmpty() ? Long.MAX_VALUE : Long.parseLong(after);
        } catch (NumberFormatException _) {
            throw ProblemException.invalid(new FieldProblem("continue", after, "what the page before ended with"));
        }
    }
}
