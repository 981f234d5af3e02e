package dev.marina.tenancy.rest;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/// The API's description. Written by hand; a test holds it against the resources.
@RequestScoped
@Path("openapi")
public class OpenApiResource {

    @GET
    @Produces("application/yaml")
    public Response read() {
        InputStream document = OpenApiResource.class.getResourceAsStream("/openapi.yaml");
        return Response.ok(document).build();
    }
}
