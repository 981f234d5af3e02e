package dev.marina.tenancy.rest;

import dev.marina.tenancy.tenant.Permission;
import dev.marina.tenancy.token.ApiToken;
import dev.marina.tenancy.token.ApiTokens;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
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
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// A tenant's tokens for automation. A secret is said once, to who made it.
@RequestScoped
@Path("v1/tenants/{tenant}/tokens")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tokens")
public class ApiTokensResource {

    private static final String NAME = "1 to 64 characters";
    private static final String SCOPES = "an array of permissions, such as clusters.read";
    private static final String DAYS = "a number from 1 to " + ApiTokens.MOST_DAYS;

    @Inject
    private Caller caller;

    @Inject
    private ApiTokens tokens;

    @PathParam("tenant")
    private String tenant;

    public record NewApiToken(
            @NotNull(message = Required.TEXT) @Size(min = 1, max = 64, message = NAME) String name,
            @NotNull(message = SCOPES) @Size(min = 1, max = 32, message = SCOPES) List<String> scopes,
            @NotNull(message = DAYS) @Min(value = 1, message = DAYS) @Max(value = ApiTokens.MOST_DAYS,
                    message = DAYS) @Schema(description = "After which it is over") Integer days) {}

    /// @param token its secret; only in the answer to who made it
    public record IssuedToken(UUID id, String name, List<String> scopes, Instant created, Instant expires,
            @Schema(description = "To about a minute; absent where it never was used") Instant lastUsed,
            @Schema(description = "For the header Authorization: Bearer; said once") String token) {

        static IssuedToken of(ApiToken token, String secret) {
            return new IssuedToken(token.id(), token.name(), token.scopes().stream().map(Permission::text).sorted().toList(), token.created(), token.expires(),
                    token.lastUsed().orElse(null), secret);
        }
    }

    @GET
    @Needs(Permission.TOKENS_READ)
    @Operation(summary = "The tenant's tokens, by name, without their secrets")
    public Page<IssuedToken> list(@Valid @BeanParam PageRequest page) {
        return Page.of(tokens.list(caller.tenant(), page.after(), page.rows()), page, ApiToken::name, token -> IssuedToken.of(token, null));
    }

    @POST
    @Needs(Permission.TOKENS_WRITE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Make a token that stands for the caller in this tenant; needs the role owner")
    @APIResponseSchema(value = IssuedToken.class, responseCode = "201", responseDescription = "Made; its secret is said here and nowhere else")
    public Response make(NewApiToken wanted) {
        ApiTokens.Made made = tokens.make(caller.tenant(), caller.person().subject(), wanted.name(), wanted.scopes(), wanted.days());
        return Response.status(201).entity(IssuedToken.of(made.token(), made.secret())).header("Cache-Control", "no-store").build();
    }

    @DELETE
    @Path("{id}")
    @Needs(Permission.TOKENS_WRITE)
    @Operation(summary = "Revoke a token, with effect on its next request; needs the role owner")
    @APIResponse(responseCode = "204", description = "Revoked")
    public Response revoke(@PathParam("id") UUID id) {
        tokens.revoke(caller.tenant(), id);
        return Response.noContent().build();
    }
}
