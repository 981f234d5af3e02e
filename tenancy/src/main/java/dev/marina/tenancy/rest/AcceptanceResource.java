package dev.marina.tenancy.rest;

import dev.marina.tenancy.invitation.Invitation;
import dev.marina.tenancy.invitation.Invitations;
import dev.marina.tenancy.person.ProofToken;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.ProblemException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;

/// What the invited does: with a bearer token accept as that person, without one make an account with a password.
@RequestScoped
@Path("v1/invitations/accept")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class AcceptanceResource {

    @Inject
    private Caller caller;

    @Inject
    private Invitations invitations;

    @POST
    @Limited(RequestLimits.Kind.INVITE)
    public String accept(String body) {
        RequestFields fields = RequestFields.parse(body, "token", "password");
        ProofToken token = new ProofToken(fields.text("token"));
        Optional<String> password = fields.optionalText("password");
        fields.done();
        Invitation accepted = caller.known() ? invitations.accept(token, caller.person()) : invitations.accept(token, password.orElseThrow(
                () -> ProblemException.invalid(new FieldProblem("password", null, "one for the new account; who has an account logs in first"))));
        return InvitationsResource.json(accepted).build().toString();
    }
}
