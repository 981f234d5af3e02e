package dev.marina.tenancy.rest;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/// 200 when everything that the API needs answers; otherwise 503 with what does not. The server has the same under its own path for
/// all its applications, where nobody but the machine comes.
@RequestScoped
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {

    @Inject
    @Readiness
    private Instance<HealthCheck> checks;

    @GET
    @Path("health")
    @Operation(summary = "Whether everything that the API needs answers")
    @APIResponse(responseCode = "200", description = "It does")
    @APIResponse(responseCode = "503", description = "Something does not; the body says what")
    public Response health() {
        JsonObjectBuilder body = Json.createObjectBuilder();
        boolean well = true;
        for (HealthCheckResponse part : checks.stream().map(HealthCheck::call).sorted(Comparator.comparing(HealthCheckResponse::getName)).toList()) {
            boolean answers = part.getStatus() == HealthCheckResponse.Status.UP;
            body.add(part.getName(), answers ? "ok" : "does not answer");
            well &= answers;
        }
        return Response.status(well ? 200 : 503).entity(body.build().toString()).build();
    }

    @GET
    @Path("v1/health")
    @Operation(hidden = true)
    public Response versioned() {
        return health();
    }
}
