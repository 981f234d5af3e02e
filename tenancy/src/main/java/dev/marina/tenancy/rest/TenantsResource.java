package dev.marina.tenancy.rest;

import dev.marina.tenancy.tenant.Role;
import dev.marina.tenancy.tenant.Tenant;
import dev.marina.tenancy.tenant.Tenants;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// The caller's tenants.
@RequestScoped
@Path("v1/tenants")
@Produces(MediaType.APPLICATION_JSON)
public class TenantsResource {

    @Inject
    private Caller caller;

    @Inject
    private Tenants tenants;

    @GET
    public String list() {
        JsonArrayBuilder items = Json.createArrayBuilder();
        tenants.of(caller.email()).forEach(one -> items.add(Json.createObjectBuilder().add("name", one.tenant()).add("role", one.role().text())));
        return Json.createObjectBuilder().add("items", items).build().toString();
    }

    @GET
    @Path("{tenant}")
    public String read(@PathParam("tenant") String name) {
        Tenant tenant = caller.in(name, Role.VIEWER);
        return Json.createObjectBuilder().add("name", tenant.name()).add("plan", tenant.plan())
                .add("role", tenants.role(name, caller.email()).map(Role::text).orElse("")).add("created", tenant.createdAt().toString()).build().toString();
    }
}
