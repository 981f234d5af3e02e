package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.FieldProblem;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The body of every refusal, RFC 9457.
public record ProblemDetails(@Schema(format = "uri") String type, String title, int status, String detail,
        @Schema(description = "What is wrong with which field") List<Field> errors) {

    public record Field(String field, @Schema(description = "What would be right") String detail,
            @Schema(description = "What was given; absent for secrets") String value) {

        static Field of(FieldProblem problem) {
            return new Field(problem.field(), "must be " + problem.expected(), problem.value());
        }
    }
}
