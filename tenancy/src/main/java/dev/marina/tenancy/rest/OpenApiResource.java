package dev.marina.tenancy.rest;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/// The API's description, as the build generated it from the resources and their records.
@RequestScoped
@Path("openapi")
public class OpenApiResource {

    @GET
    @Produces("application/yaml")
    @Operation(hidden = true)
    public Response read() {
        return Response.ok(OpenApiResource.class.getResourceAsStream("/openapi.yaml")).build();
    }
}
