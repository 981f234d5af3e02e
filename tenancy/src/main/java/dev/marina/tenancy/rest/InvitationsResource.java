package dev.marina.tenancy.rest;

import dev.marina.tenancy.invitation.Invitation;
import dev.marina.tenancy.invitation.Invitations;
import dev.marina.tenancy.tenant.Permission;
import dev.marina.tenancy.tenant.Role;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Whom a tenant has invited.
@RequestScoped
@Path("v1/tenants/{tenant}/invitations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "members")
public class InvitationsResource {

    @Inject
    private Caller caller;

    @Inject
    private Invitations invitations;

    @PathParam("tenant")
    private String tenant;

    public record NewInvitation(
            @NotNull(message = Required.TEXT) @EmailAddress @Schema(format = "email") String email,
            @NotNull(message = Required.TEXT) @Pattern(regexp = MembersResource.ROLES, message = MembersResource.ROLE_EXPECTED) String role) {}

    /// @param link the mail's, where the installation sends none; then `why` says so
    public record Invitee(UUID id, String tenant, @Schema(format = "email") String email,
            @Schema(enumeration = {
                    "owner", "developer", "viewer"}) String role,
            @Schema(format = "email") String invitedBy, Instant expires,
            @Schema(format = "uri", description = "Only where this installation sends no mail") String link, String why) {

        static Invitee of(Invitation invitation, Optional<String> link) {
            return new Invitee(invitation.id(), invitation.tenant(), invitation.email(), invitation.role().text(), invitation.invitedBy(), invitation.expires(),
                    link.orElse(null), link.map(_ -> SignupResource.NO_MAIL).orElse(null));
        }
    }

    @GET
    @Needs(Permission.MEMBERS_READ)
    @Operation(summary = "Invitations that nobody has accepted yet, by address")
    public Page<Invitee> list(@Valid @BeanParam PageRequest page) {
        return Page.of(invitations.list(caller.tenant(), page.after(), page.rows()), page, Invitation::email,
                invitation -> Invitee.of(invitation, Optional.empty()));
    }

    @POST
    @Limited(RequestLimits.Kind.INVITE)
    @Needs(Permission.MEMBERS_WRITE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Invite somebody; a later invitation of one address replaces an earlier one")
    @APIResponseSchema(value = Invitee.class, responseCode = "201", responseDescription = "Sent")
    public Response invite(NewInvitation wanted) {
        Invitations.Sent sent = invitations.invite(caller.tenant(), wanted.email(), Role.find(wanted.role()).orElseThrow(), caller.person().email());
        return Response.status(201).entity(Invitee.of(sent.invitation(), sent.link())).header("Cache-Control", "no-store").build();
    }

    @DELETE
    @Path("{id}")
    @Needs(Permission.MEMBERS_WRITE)
    @Operation(summary = "Withdraw an invitation")
    @APIResponse(responseCode = "204", description = "Withdrawn")
    public Response withdraw(@PathParam("id") UUID id) {
        invitations.withdraw(caller.tenant(), id);
        return Response.noContent().build();
    }
}
