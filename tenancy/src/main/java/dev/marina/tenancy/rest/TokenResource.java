package dev.marina.tenancy.rest;

import dev.marina.tenancy.identity.PasswordGrant;
import dev.marina.tenancy.signup.SignupRules;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@RequestScoped
@Path("v1/token")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "sign-up")
public class TokenResource {

    @Inject
    private PasswordGrant grant;

    public record Credentials(
            @NotNull(message = Required.TEXT) @Schema(format = "email") String email,
            @NotNull(message = Required.TEXT) @Schema(writeOnly = true) String password) {}

    /// As OAuth 2.0 names the fields.
    public record Token(
            @JsonbProperty("access_token") String accessToken,
            @JsonbProperty("token_type") @Schema(enumeration = "Bearer") String tokenType,
            @JsonbProperty("expires_in") @Schema(description = "Seconds") int expiresIn) {}

    @POST
    @Limited(RequestLimits.Kind.LOG_IN)
    @Operation(summary = "Exchange e-mail and password for a bearer token")
    @APIResponseSchema(value = Token.class, responseDescription = "A token that this API and the tenant's clusters accept")
    public Response token(Credentials credentials) {
        PasswordGrant.Token token = grant.exchange(SignupRules.normal(credentials.email()), credentials.password());
        return Response.ok(new Token(token.accessToken(), "Bearer", token.expiresInSeconds())).header("Cache-Control", "no-store").build();
    }
}
