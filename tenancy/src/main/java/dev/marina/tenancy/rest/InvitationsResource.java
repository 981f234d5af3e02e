package dev.marina.tenancy.rest;

import dev.marina.tenancy.invitation.Invitation;
import dev.marina.tenancy.invitation.Invitations;
import dev.marina.tenancy.tenant.Permission;
import dev.marina.tenancy.tenant.Tenant;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/// Whom a tenant has invited.
@RequestScoped
@Path("v1/tenants/{tenant}/invitations")
@Produces(MediaType.APPLICATION_JSON)
public class InvitationsResource {

    @Inject
    private Caller caller;

    @Inject
    private Invitations invitations;

    @PathParam("tenant")
    private String tenant;

    @GET
    public String list() {
        Tenant own = caller.in(tenant, Permission.MEMBERS_READ);
        JsonArrayBuilder items = Json.createArrayBuilder();
        invitations.list(own).forEach(invitation -> items.add(json(invitation)));
        return Json.createObjectBuilder().add("items", items).build().toString();
    }

    @POST
    @Limited(RequestLimits.Kind.INVITE)
    @Consumes(MediaType.APPLICATION_JSON)
    public Response invite(String body) {
        Tenant own = caller.in(tenant, Permission.MEMBERS_WRITE);
        RequestFields fields = RequestFields.parse(body, "email", "role");
        String email = fields.text("email");
        String role = fields.text("role");
        fields.done();
        Invitations.Sent sent = invitations.invite(own, email, MembersResource.role(role), caller.email());
        JsonObjectBuilder json = json(sent.invitation());
        sent.link().ifPresent(link -> json.add("link", link).add("why", "this installation sends no mail"));
        return Response.status(201).entity(json.build().toString()).header("Cache-Control", "no-store").build();
    }

    @DELETE
    @Path("{id}")
    public Response withdraw(@PathParam("id") UUID id) {
        invitations.withdraw(caller.in(tenant, Permission.MEMBERS_WRITE), id);
        return Response.noContent().build();
    }

    static JsonObjectBuilder json(Invitation invitation) {
        return Json.createObjectBuilder().add("id", invitation.id().toString()).add("tenant", invitation.tenant()).add("email", invitation.email())
                .add("role", invitation.role().text()).add("invitedBy", invitation.invitedBy()).add("expires", invitation.expires().toString());
    }
}
