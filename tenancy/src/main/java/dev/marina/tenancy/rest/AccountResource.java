package dev.marina.tenancy.rest;

import dev.marina.tenancy.person.Person;
import dev.marina.tenancy.signup.PasswordChange;
import dev.marina.tenancy.signup.SignupRules;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The account of the person who is logged in.
@RequestScoped
@Path("v1/account/password")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "account")
public class AccountResource {

    @Inject
    private Caller caller;

    @Inject
    private PasswordChange passwords;

    public record ChangedPassword(
            @NotNull(message = Required.TEXT) @Schema(writeOnly = true) String presentPassword,
            @NotNull(message = Required.TEXT) @Size(min = SignupRules.SHORTEST_PASSWORD, max = SignupRules.LONGEST_PASSWORD,
                    message = SignupRules.PASSWORD_EXPECTED) @Schema(writeOnly = true) String password) {}

    @PUT
    @Limited(RequestLimits.Kind.CHANGE_PASSWORD)
    @Operation(summary = "Choose another password",
            description = "Ends every session of the account but the one of the bearer token; a token that was issued before is good until it expires. "
                    + "API tokens and kubeconfigs stay")
    @APIResponse(responseCode = "204", description = "Changed")
    public Response change(ChangedPassword wanted) {
        Person person = caller.person();
        passwords.change(person.subject(), person.email(), wanted.presentPassword(), wanted.password(), caller.session());
        return Response.noContent().build();
    }
}
