package dev.marina.tenancy.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.List;

/// What JAX-RS itself refuses (no such path, method or media type), as problem details.
public class WebMapper implements ExceptionMapper<WebApplicationException> {

    @Override
    public Response toResponse(WebApplicationException exception) {
        Response given = exception.getResponse();
        Response answer = ProblemMapper.answer(given.getStatus(), "http-" + given.getStatus(), given.getStatusInfo().getReasonPhrase(),
                "The request was refused before it was looked at", List.of());
        return given.getHeaderString("Allow") == null ? answer : Response.fromResponse(answer).header("Allow", given.getHeaderString("Allow")).build();
    }
}
