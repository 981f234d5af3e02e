package dev.marina.tenancy.rest;

import dev.marina.tenancy.lifecycle.Expiry;
import dev.marina.tenancy.lifecycle.Suspension;
import dev.marina.tenancy.lifecycle.TenantDeletion;
import dev.marina.tenancy.person.Person;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.settings.Settings;
import dev.marina.tenancy.signup.SignupCodes;
import dev.marina.tenancy.signup.SignupRules;
import dev.marina.tenancy.signup.TenantCreation;
import dev.marina.tenancy.tenant.Belonging;
import dev.marina.tenancy.tenant.Permission;
import dev.marina.tenancy.tenant.Role;
import dev.marina.tenancy.tenant.Tenants;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The caller's tenants.
@RequestScoped
@Path("v1/tenants")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tenants")
public class TenantsResource {

    @Inject
    private Caller caller;

    @Inject
    private Tenants tenants;

    @Inject
    private TenantCreation creation;

    @Inject
    private Settings settings;

    @Inject
    private SignupCodes codes;

    @Inject
    private Suspension suspension;

    @Inject
    private TenantDeletion deletion;

    @Inject
    private Expiry expiry;

    @Context
    private Request request;

    @Context
    private HttpHeaders headers;

    private static final String EXPIRES = "When its time is over; absent where it lives until an owner deletes it";

    public record NewTenant(
            @NotNull(message = Required.TEXT) @Size(min = SignupRules.SHORTEST_TENANT, max = SignupRules.LONGEST_NAME,
                    message = SignupRules.TENANT_EXPECTED) @Pattern(regexp = SignupRules.LABEL, message = SignupRules.TENANT_EXPECTED) String name,
            @Schema(writeOnly = true, description = "Where the mode of sign-up is code") String code) {}

    public record OwnTenant(String name, @Schema(enumeration = {
            "owner", "developer", "viewer"}) String role, @Schema(enumeration = {"Ready", "Suspended", "Expired", "Deleting"}) String state,
            @Schema(description = EXPIRES) Instant expires) {

        static OwnTenant of(Belonging belonging) {
            return new OwnTenant(belonging.tenant(), belonging.role().text(), belonging.state().text(), belonging.expires());
        }
    }

    public record NewlyMadeTenant(String name, @Schema(enumeration = {"owner", "developer", "viewer"}) String role,
            @Schema(enumeration = {"Complete", "Running"}, description = "Running: it goes on by itself") String state) {}

    public record Tenant(String name, String plan, @Schema(enumeration = {"owner", "developer", "viewer"}, description = "The caller's") String role,
            @Schema(enumeration = {"Ready", "Suspended", "Expired", "Deleting"}) String state, Instant created,
            @Schema(description = EXPIRES) Instant expires,
            @Schema(description = "When it is deleted then; absent where it does not end by itself") Instant deletion) {}

    public record TenantChange(@NotNull(message = Required.YES_OR_NO) Boolean suspended) {}

    @GET
    @Operation(summary = "The caller's tenants with the role in each, by name")
    public Page<OwnTenant> list(@Valid @BeanParam PageRequest page) {
        return Page.of(tenants.of(caller.person().subject(), page.after(), page.rows()), page, Belonging::tenant, OwnTenant::of);
    }

    @POST
    @Limited(RequestLimits.Kind.SIGN_UP)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Make another tenant, owned by the caller")
    @APIResponseSchema(value = NewlyMadeTenant.class, responseCode = "201", responseDescription = "Made")
    public Response create(NewTenant wanted) {
        Person owner = caller.person();
        Instant now = Instant.now();
        Optional<Instant> expires = codes.requireForMore(wanted.code() == null ? "" : wanted.code(), now).flatMap(term -> term.end(now));
        long owned = tenants.owned(owner.subject());
        if (owned >= settings.tenantsPerPerson()) {
            throw new ProblemException(new Problem.QuotaExceeded("tenants", "1", Long.toString(owned), Integer.toString(settings.tenantsPerPerson())));
        }
        boolean complete = creation.create(wanted.name(), owner.subject(), expires);
        return Response.created(URI.create("/api/v1/tenants/" + wanted.name()))
                .entity(new NewlyMadeTenant(wanted.name(), Role.OWNER.text(), complete ? "Complete" : "Running")).build();
    }

    @GET
    @Path("{tenant}")
    @Needs(Permission.TENANT_READ)
    @Operation(summary = "One tenant")
    @APIResponseSchema(Tenant.class)
    @APIResponse(responseCode = "304", description = Tags.UNCHANGED)
    public Response read(@PathParam("tenant") String name) {
        return Tags.answer(request, identity(caller.tenant()), shown(caller.tenant()));
    }

    private Tenant shown(dev.marina.tenancy.tenant.Tenant tenant) {
        return new Tenant(tenant.name(), tenant.plan(), caller.role().text(), tenant.state().text(), tenant.createdAt(),
                tenant.expiresAt().orElse(null), expiry.deletion(tenant).orElse(null));
    }

    /// The same for every member; another for a later tenant of the name.
    static String identity(dev.marina.tenancy.tenant.Tenant tenant) {
        return "%s %s %s %s".formatted(tenant.id(), tenant.plan(), tenant.state(), tenant.expiresAt());
    }

    @PATCH
    @Path("{tenant}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Needs(Permission.TENANT_WRITE)
    @Operation(summary = "Suspend or resume the tenant; needs the role owner",
            description = "While it is suspended its clusters refuse every request and have no nodes; what is stored in them stays")
    @APIResponseSchema(Tenant.class)
    public Response change(@PathParam("tenant") String name, TenantChange wanted) {
        var changed = suspension.set(caller.tenant(), wanted.suspended(), present -> Tags.require(request, identity(present), "tenant " + name));
        return Response.ok(shown(changed)).tag(Tags.of(identity(changed))).build();
    }

    @DELETE
    @Path("{tenant}")
    @Needs(Permission.TENANT_DELETE)
    @Operation(summary = "Delete the tenant with its clusters and everything in them; needs the role owner",
            description = "Say which by `confirm`, or by the tag of what was read in If-Match. There is no way back.")
    @APIResponse(responseCode = "202", description = "Being deleted; gone when GET answers 403, as for every tenant of others")
    public Response delete(@PathParam("tenant") String name, @Parameter(description = "The tenant's name again") @QueryParam("confirm") String confirm) {
        Tags.require(request, identity(caller.tenant()), "tenant " + name);
        if (headers.getHeaderString(HttpHeaders.IF_MATCH) == null && !name.equals(confirm)) {
            throw ProblemException.invalid(new FieldProblem("confirm", confirm, "the tenant's name, since everything in it is deleted with it"));
        }
        deletion.begin(caller.tenant().id(), name, creation.procedure());
        return Response.accepted().build();
    }
}
