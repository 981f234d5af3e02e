package dev.marina.tenancy.rest;

import dev.marina.tenancy.tenant.Limits;
import dev.marina.tenancy.tenant.Tenants;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// What a tenant can be signed up for. Open to everybody.
@RequestScoped
@Path("v1/plans")
@Produces(MediaType.APPLICATION_JSON)
public class PlansResource {

    @Inject
    private Tenants tenants;

    @GET
    public String list() {
        JsonArrayBuilder items = Json.createArrayBuilder();
        tenants.plans().forEach(plan -> items.add(Json.createObjectBuilder().add("name", plan.name()).add("limits", json(plan.limits()))));
        return Json.createObjectBuilder().add("items", items).build().toString();
    }

    static JsonObjectBuilder json(Limits limits) {
        return Json.createObjectBuilder().add("clusters", limits.clusters()).add("nodes", limits.nodes()).add("cpu", limits.cpu())
                .add("memory", limits.memory()).add("volumes", limits.volumes());
    }
}
