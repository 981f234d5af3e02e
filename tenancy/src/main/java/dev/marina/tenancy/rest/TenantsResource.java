package dev.marina.tenancy.rest;

import dev.marina.tenancy.person.Person;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.settings.Settings;
import dev.marina.tenancy.signup.TenantCreation;
import dev.marina.tenancy.tenant.Permission;
import dev.marina.tenancy.tenant.Role;
import dev.marina.tenancy.tenant.Tenant;
import dev.marina.tenancy.tenant.Tenants;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/// The caller's tenants.
@RequestScoped
@Path("v1/tenants")
@Produces(MediaType.APPLICATION_JSON)
public class TenantsResource {

    @Inject
    private Caller caller;

    @Inject
    private Tenants tenants;

    @Inject
    private TenantCreation creation;

    @Inject
    private Settings settings;

    @GET
    public String list() {
        JsonArrayBuilder items = Json.createArrayBuilder();
        tenants.of(caller.person().subject()).forEach(one -> items.add(Json.createObjectBuilder().add("name", one.tenant()).add("role", one.role().text())));
        return Json.createObjectBuilder().add("items", items).build().toString();
    }

    /// Another tenant for somebody who has an account.
    @POST
    @Limited(RequestLimits.Kind.SIGN_UP)
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(String body) {
        Person owner = caller.person();
        RequestFields fields = RequestFields.parse(body, "name");
        String name = fields.text("name");
        fields.done();
        long owned = tenants.of(owner.subject()).stream().filter(one -> one.role() == Role.OWNER).count();
        if (owned >= settings.tenantsPerPerson()) {
            throw new ProblemException(new Problem.QuotaExceeded("tenants", "1", Long.toString(owned), Integer.toString(settings.tenantsPerPerson())));
        }
        boolean complete = creation.create(name, owner.subject());
        return Response.created(URI.create("/api/v1/tenants/" + name)).entity(Json.createObjectBuilder().add("name", name)
                .add("role", Role.OWNER.text()).add("state", complete ? "Complete" : "Running").build().toString()).build();
    }

    @GET
    @Path("{tenant}")
    public String read(@PathParam("tenant") String name) {
        Tenant tenant = caller.in(name, Permission.TENANT_READ);
        return Json.createObjectBuilder().add("name", tenant.name()).add("plan", tenant.plan())
                .add("role", caller.role(name).map(Role::text).orElse("")).add("created", tenant.createdAt().toString()).build().toString();
    }
}
