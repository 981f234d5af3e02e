package dev.marina.tenancy.rest;

import dev.marina.tenancy.image.RegistryLogins;
import dev.marina.tenancy.image.RegistryScope;
import dev.marina.tenancy.image.RegistryTokens;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.settings.RegistrySettings;
import dev.marina.tenancy.settings.Settings;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Where clients of the platform's registry get their tokens, as Docker's specification has it: user and password by HTTP Basic. Problems are told as
/// such clients read them. https://distribution.github.io/distribution/spec/auth/token/
@RequestScoped
@Path("v1/registry/token")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "images")
public class RegistryTokenResource {

    private static final String BASIC = "basic ";

    @Inject
    private RegistryLogins logins;

    @Inject
    private Settings settings;

    @Inject
    private RequestLimits limits;

    @Inject
    private Sender sender;

    @Context
    private HttpServletRequest request;

    /// @param accessToken the same, as OAuth 2.0 names it
    public record RegistryToken(
            String token,
            @JsonbProperty("access_token") String accessToken,
            @JsonbProperty("expires_in") @Schema(description = "Seconds") long expiresIn,
            @JsonbProperty("issued_at") Instant issuedAt) {}

    private record Login(String user, String password) {}

    @GET
    @Operation(summary = "A token for the platform's registry",
            description = "By HTTP Basic: an API token as password of any user; a service account's token for the audience registry.marina.dev as password of the "
                    + "user TENANT/CLUSTER; or a person's e-mail address and password. What of the scope is not granted is left out.")
    @APIResponseSchema(value = RegistryToken.class, responseDescription = "For the registry, for some minutes")
    public Response token(@QueryParam("scope") List<String> scopes, @QueryParam("service") String service) {
        RegistrySettings registry = settings.registry().orElseThrow(() -> new ProblemException(new Problem.NotFound("registry of images")));
        Optional<Login> login = basic(request.getHeader("Authorization")).map(RegistryTokenResource::login);
        if (login.isEmpty() || login.get() == null) {
            return refused(401, "UNAUTHORIZED", "log in first: user and password by HTTP Basic");
        }
        if (service != null && !service.equals(registry.name())) {
            return refused(400, "UNSUPPORTED", "service is %s; this is %s".formatted(service, registry.name()));
        }
        try {
            if (RegistryLogins.guessable(login.get().user(), login.get().password())) {
                limits.take(RequestLimits.Kind.LOG_IN, sender.network(request));
            }
            RegistryTokens.Made made = new RegistryTokens(registry, Clock.systemUTC())
                    .make(logins.know(login.get().user(), login.get().password()), RegistryScope.parse(scopes));
            return Response.ok(new RegistryToken(made.text(), made.text(), made.life().toSeconds(), made.issued().truncatedTo(ChronoUnit.SECONDS)))
                    .header("Cache-Control", "no-store").build();
        } catch (ProblemException refused) {
            return switch (refused.problem()) {
                case Problem.Unauthenticated(String detail) -> refused(401, "UNAUTHORIZED", detail);
                case Problem.TooManyRequests _ -> refused(429, "TOOMANYREQUESTS", "too many passwords were tried; wait a minute");
                default -> throw refused;
            };
        }
    }

    private static Response refused(int status, String code, String message) {
        var errors = Json.createArrayBuilder().add(Json.createObjectBuilder().add("code", code).add("message", message));
        Response.ResponseBuilder answer = Response.status(status).type(MediaType.APPLICATION_JSON).header("Cache-Control", "no-store")
                .entity(Json.createObjectBuilder().add("errors", errors).build().toString());
        return (status == 401 ? answer.header("WWW-Authenticate", "Basic realm=\"marina\"") : answer).build();
    }

    /// The credentials of a header `Authorization`; empty where it has no such ones. It may be null.
    static Optional<String> basic(String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())
                ? Optional.of(authorization.substring(BASIC.length()).strip())
                : Optional.empty();
    }

    private static Login login(String credentials) {
        try {
            String text = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon <= 0 ? null : new Login(text.substring(0, colon), text.substring(colon + 1));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
