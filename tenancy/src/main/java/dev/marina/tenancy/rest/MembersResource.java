package dev.marina.tenancy.rest;

import dev.marina.tenancy.member.Memberships;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.signup.SignupRules;
import dev.marina.tenancy.tenant.Member;
import dev.marina.tenancy.tenant.Permission;
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
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

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
        Tenant own = caller.in(tenant, Permission.MEMBERS_READ);
        JsonArrayBuilder items = Json.createArrayBuilder();
        memberships.list(own).forEach(member -> items.add(json(member)));
        return Json.createObjectBuilder().add("items", items).build().toString();
    }

    @PATCH
    @Path("{email}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    public String change(@PathParam("email") String email, String body) {
        Tenant own = caller.in(tenant, Permission.MEMBERS_WRITE);
        RequestFields fields = RequestFields.parse(body, "role");
        String role = fields.text("role");
        fields.done();
        return json(memberships.change(own, SignupRules.normal(email), role(role))).build().toString();
    }

    @DELETE
    @Path("{email}")
    public Response remove(@PathParam("email") String email) {
        memberships.remove(caller.in(tenant, Permission.MEMBERS_WRITE), SignupRules.normal(email));
        return Response.noContent().build();
    }

    static Role role(String text) {
        return Role.find(text).orElseThrow(() -> ProblemException.invalid(new FieldProblem("role", text, "owner, developer or viewer")));
    }

    private static JsonObjectBuilder json(Member member) {
        return Json.createObjectBuilder().add("email", member.email()).add("role", member.role().text()).add("since", member.since().toString());
    }
}
