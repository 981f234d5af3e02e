package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/// What Bean Validation refuses of a request's parameters; [RequestReader] asks it for bodies.
public class ViolationMapper implements ExceptionMapper<ConstraintViolationException> {

    @Override
    public Response toResponse(ConstraintViolationException refusal) {
        return ProblemMapper.response(new Problem.Invalid(refusal.getConstraintViolations().stream().map(ViolationMapper::field).toList()));
    }

    private static FieldProblem field(ConstraintViolation<?> violation) {
        String name = "";
        for (Path.Node node : violation.getPropertyPath()) {
            name = node.getName();
        }
        return new FieldProblem(name, String.valueOf(violation.getInvalidValue()), violation.getMessage());
    }
}
