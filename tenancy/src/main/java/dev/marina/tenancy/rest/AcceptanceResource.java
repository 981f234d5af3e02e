package dev.marina.tenancy.rest;

import dev.marina.tenancy.invitation.Invitation;
import dev.marina.tenancy.invitation.Invitations;
import dev.marina.tenancy.person.ProofToken;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.ProblemException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What the invited does: with a bearer token accept as that person, without one make an account with a password.
@RequestScoped
@Path("v1/invitations/accept")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "members")
public class AcceptanceResource {

    @Inject
    private Caller caller;

    @Inject
    private Invitations invitations;

    public record Acceptance(
            @NotNull(message = Required.TEXT) @Schema(writeOnly = true) String token,
            @Schema(writeOnly = true, description = "Of a new account; without a bearer token") String password) {}

    @POST
    @Limited(RequestLimits.Kind.INVITE)
    @Operation(summary = "Accept an invitation, as the caller or with a new account")
    @APIResponseSchema(value = InvitationsResource.Invitee.class, responseDescription = "The caller is a member now")
    public InvitationsResource.Invitee accept(Acceptance acceptance) {
        ProofToken token = new ProofToken(acceptance.token());
        Invitation accepted = caller.known()
                ? invitations.accept(token, caller.person())
                : invitations.accept(token, Optional.ofNullable(acceptance.password())
                        .orElseThrow(() -> ProblemException
                                .invalid(new FieldProblem("password", null, "one for the new account; who has an account logs in first"))));
        return InvitationsResource.Invitee.of(accepted, Optional.empty());
    }
}
