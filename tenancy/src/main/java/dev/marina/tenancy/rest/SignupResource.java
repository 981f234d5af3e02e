package dev.marina.tenancy.rest;

import dev.marina.tenancy.mail.Mailer;
import dev.marina.tenancy.person.ProofToken;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.settings.Settings;
import dev.marina.tenancy.signup.Registration;
import dev.marina.tenancy.signup.SignupRules;
import dev.marina.tenancy.signup.TenantCreation;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Signing up: asked for, then confirmed with the token of the link that was sent.
@RequestScoped
@Path("v1/signup")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "sign-up")
public class SignupResource {

    static final String NO_MAIL = "this installation sends no mail";

    @Inject
    private Registration registration;

    @Inject
    private Mailer mailer;

    @Inject
    private Settings settings;

    /// What a form for it has to ask for.
    public record SignUpPolicy(
            @Schema(enumeration = {"open", "code", "invite"}) String mode,
            @Schema(description = "Whether the address has to be proved") boolean mailProof,
            @Schema(description = "Where not, links are shown in the answers") boolean sendsMail) {}

    public record SignUp(
            @NotNull(message = Required.TEXT) @Size(min = SignupRules.SHORTEST_TENANT, max = SignupRules.LONGEST_NAME,
                    message = SignupRules.TENANT_EXPECTED) @Pattern(regexp = SignupRules.LABEL, message = SignupRules.TENANT_EXPECTED) String tenant,
            @NotNull(message = Required.TEXT) @EmailAddress @Schema(format = "email") String email,
            @Schema(writeOnly = true, description = "Where the mode is code") String code,
            @Schema(writeOnly = true, description = "Only where the address is not proved") String password) {}

    public record SignUpAsked(@Schema(format = "email") String email, Instant expires,
            @Schema(format = "uri", description = "Only where this installation sends no mail") String link, String why) {}

    public record Confirmation(
            @NotNull(message = Required.TEXT) @Schema(writeOnly = true, description = "Of the link") String token,
            @NotNull(message = Required.TEXT) @Size(min = SignupRules.SHORTEST_PASSWORD, max = SignupRules.LONGEST_PASSWORD,
                    message = SignupRules.PASSWORD_EXPECTED) @Schema(writeOnly = true) String password,
            @Size(min = SignupRules.SHORTEST_TENANT, max = SignupRules.LONGEST_NAME, message = SignupRules.TENANT_EXPECTED) @Pattern(regexp = SignupRules.LABEL,
                    message = SignupRules.TENANT_EXPECTED) @Schema(description = "In place of the one asked for") String tenant) {}

    public record FirstCluster(String name, String phase, @Schema(format = "uri") String endpoint, ClustersResource.Nodes nodes, String path) {}

    public record SignedUp(String tenant, @Schema(format = "email") String owner,
            @Schema(enumeration = {"Complete", "Running"}, description = "Running: it goes on by itself") String state,
            FirstCluster cluster, @Schema(format = "uri") String console) {}

    @GET
    @Operation(summary = "Who may sign up here, and how")
    public SignUpPolicy policy() {
        return new SignUpPolicy(registration.policy().mode().name().toLowerCase(Locale.ROOT), registration.policy().mailProof(), mailer.reachesPeople());
    }

    @POST
    @Limited(RequestLimits.Kind.SIGN_UP)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Ask for a tenant; its owner's address is proved by the link that is sent there")
    @APIResponse(responseCode = "202", description = "The link is sent; the same answer where the address has an account",
            content = @Content(schema = @Schema(implementation = SignUpAsked.class)))
    @APIResponse(responseCode = "201", description = "Made at once, where this installation asks for no proof; the cluster is being provisioned",
            content = @Content(schema = @Schema(implementation = SignedUp.class)))
    public Response signUp(SignUp wanted) {
        return registration.policy().mailProof() ? ask(wanted) : atOnce(wanted);
    }

    private Response ask(SignUp wanted) {
        if (wanted.password() != null) {
            throw ProblemException.invalid(new FieldProblem("password", null, "absent; it is chosen once the address is proved"));
        }
        Registration.Asked asked = registration.ask(wanted.tenant(), wanted.email(), code(wanted));
        Optional<String> link = asked.link();
        return Response.accepted(new SignUpAsked(asked.email(), asked.expires(), link.orElse(null), link.map(_ -> NO_MAIL).orElse(null)))
                .header("Cache-Control", "no-store").build();
    }

    private Response atOnce(SignUp wanted) {
        if (wanted.password() == null) {
            throw ProblemException.invalid(new FieldProblem("password", null, Required.TEXT));
        }
        return made(registration.signUp(wanted.tenant(), wanted.email(), wanted.password(), code(wanted)));
    }

    private static String code(SignUp wanted) {
        return wanted.code() == null ? "" : wanted.code();
    }

    @POST
    @Path("confirm")
    @Limited(RequestLimits.Kind.SIGN_UP)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Follow the link; make the person, the tenant and its first cluster")
    @APIResponseSchema(value = SignedUp.class, responseCode = "201", responseDescription = "Made; the cluster is being provisioned")
    public Response confirm(Confirmation confirmation) {
        return made(registration.confirm(new ProofToken(confirmation.token()), confirmation.password(), Optional.ofNullable(confirmation.tenant())));
    }

    private Response made(Registration.Made made) {
        String path = "/api/v1/tenants/" + made.tenant();
        FirstCluster first = new FirstCluster(TenantCreation.FIRST_CLUSTER, "Provisioning",
                "%s/clusters/%s/%s".formatted(settings.apiUrl(), made.tenant(), TenantCreation.FIRST_CLUSTER),
                new ClustersResource.Nodes(TenantCreation.FIRST_NODES, 0, 0), path + "/clusters/" + TenantCreation.FIRST_CLUSTER);
        return Response.created(URI.create(settings.consoleUrl() + path))
                .entity(new SignedUp(made.tenant(), made.email(), made.complete() ? "Complete" : "Running", first, settings.consoleUrl())).build();
    }
}
