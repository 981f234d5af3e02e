package dev.marina.tenancy.rest;

import dev.marina.tenancy.person.ProofToken;
import dev.marina.tenancy.signup.PasswordReset;
import dev.marina.tenancy.signup.SignupRules;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// A forgotten password. The answer is the same whether there is such an account or not.
@RequestScoped
@Path("v1/password-reset")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "sign-up")
public class PasswordResource {

    @Inject
    private PasswordReset reset;

    public record Address(@NotNull(message = Required.TEXT) @EmailAddress @Schema(format = "email") String email) {}

    public record NewPassword(
            @NotNull(message = Required.TEXT) @Schema(writeOnly = true, description = "Of the link") String token,
            @NotNull(message = Required.TEXT) @Size(min = SignupRules.SHORTEST_PASSWORD, max = SignupRules.LONGEST_PASSWORD,
                    message = SignupRules.PASSWORD_EXPECTED) @Schema(writeOnly = true) String password) {}

    @POST
    @Limited(RequestLimits.Kind.SIGN_UP)
    @Operation(summary = "Ask for a link by which the password is replaced")
    @APIResponse(responseCode = "202", description = "Sent, where there is such an account")
    public Response ask(Address address) {
        reset.ask(address.email());
        return Response.accepted().build();
    }

    @POST
    @Path("confirm")
    @Limited(RequestLimits.Kind.SIGN_UP)
    @Operation(summary = "Replace the password; ends every session of the account")
    @APIResponse(responseCode = "204", description = "Replaced")
    public Response confirm(NewPassword chosen) {
        reset.confirm(new ProofToken(chosen.token()), chosen.password());
        return Response.noContent().build();
    }
}
