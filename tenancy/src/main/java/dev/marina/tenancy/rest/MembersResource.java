package dev.marina.tenancy.rest;

import dev.marina.tenancy.member.Memberships;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.signup.SignupRules;
import dev.marina.tenancy.tenant.Membership;
import dev.marina.tenancy.tenant.Role;
import dev.marina.tenancy.tenant.Tenant;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

@RequestScoped
@Path("v1/tenants/{tenant}/members")
@Produces(MediaType.APPLICATION_JSON)
public class MembersResource {

    @Inject
    private Caller caller;

    @Inject
    private Memberships memberships;

    @PathParam("tenant")
    private String tenant;

    @GET
    public String list() {
        Tenant own = caller.in(tenant, Role.VIEWER);
        JsonArrayBuilder items = Json.createArrayBuilder();
        memberships.list(own).forEach(member -> items.add(json(member)));
        return Json.createObjectBuilder().add("items", items).build().toString();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response add(String body) {
        Tenant own = caller.in(tenant, Role.OWNER);
        RequestFields fields = RequestFields.parse(body, "email", "role", "password");
        String email = fields.text("email");
        String role = fields.text("role");
        Optional<String> password = fields.optionalText("password");
        fields.done();
        return Response.status(201).entity(json(memberships.add(own, email, role(role), password)).build().toString()).build();
    }

    @PATCH
    @Path("{email}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    public String change(@PathParam("email") String email, String body) {
        Tenant own = caller.in(tenant, Role.OWNER);
        RequestFields fields = RequestFields.parse(body, "role");
        String role = fields.text("role");
        fields.done();
        return json(memberships.change(own, SignupRules.normal(email), role(role))).build().toString();
    }

    @DELETE
    @Path("{email}")
    public Response remove(@PathParam("email") String email) {
        memberships.remove(caller.in(tenant, Role.OWNER), SignupRules.normal(email));
        return Response.noContent().build();
    }

    private static Role role(String text) {
        return Role.find(text).orElseThrow(() -> ProblemException.invalid(new FieldProblem("role", text, "owner, developer or viewer")));
    }

    private static JsonObjectBuilder json(Membership member) {
        return Json.createObjectBuilder().add("email", member.email()).add("role", member.role().text()).add("since", member.since().toString());
    }
}
