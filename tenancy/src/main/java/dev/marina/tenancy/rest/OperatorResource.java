package dev.marina.tenancy.rest;

import dev.marina.tenancy.lifecycle.Expiry;
import dev.marina.tenancy.lifecycle.Extension;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.tenant.Tenant;
import dev.marina.tenancy.tenant.Tenants;
import dev.marina.tenancy.tenant.Term;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What who runs the installation does with tenants of others: how long they live.
@RequestScoped
@Path("v1/operator/tenants/{name}/expiry")
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = "operator")
@Tag(name = "operator")
public class OperatorResource {

    @Inject
    private Tenants tenants;

    @Inject
    private Expiry expiry;

    @Inject
    private Extension extension;

    @Context
    private Request request;

    /// @param expires null: it lives until an owner deletes it
    public record TenantExpiry(String tenant, @Schema(enumeration = {"Ready", "Suspended", "Expired", "Deleting"}) String state, Instant expires,
            @Schema(description = "When it is deleted then") Instant deletion) {}

    public record NewExpiry(@NotNull(message = Required.TEXT) @Schema(description = Term.EXPECTED) String expires) {}

    @GET
    @OperatorOnly
    @Limited(RequestLimits.Kind.LOG_IN)
    @Operation(summary = "How long a tenant lives; the operator's")
    @APIResponseSchema(TenantExpiry.class)
    @APIResponse(responseCode = "304", description = Tags.UNCHANGED)
    public Response read(@PathParam("name") String name) {
        Tenant tenant = find(name);
        return Tags.answer(request, TenantsResource.identity(tenant), shown(tenant));
    }

    @PUT
    @OperatorOnly
    @Limited(RequestLimits.Kind.LOG_IN)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Say how long a tenant lives; the operator's",
            description = "A tenant whose time was over goes on as it was. Its owners are told of the new end when it comes near.")
    @APIResponseSchema(TenantExpiry.class)
    public Response change(@PathParam("name") String name, NewExpiry wanted) {
        Instant until = Term.parse(wanted.expires()).flatMap(term -> term.end(Instant.now()))
                .orElseThrow(() -> ProblemException.invalid(new FieldProblem("expires", wanted.expires(), Term.EXPECTED)));
        return set(name, Optional.of(until));
    }

    @DELETE
    @OperatorOnly
    @Limited(RequestLimits.Kind.LOG_IN)
    @Operation(summary = "Let a tenant live until an owner deletes it; the operator's")
    @APIResponseSchema(value = TenantExpiry.class, responseCode = "200", responseDescription = "It does not end by itself any more")
    public Response remove(@PathParam("name") String name) {
        return set(name, Optional.empty());
    }

    private Response set(String name, Optional<Instant> until) {
        Tenant changed = extension.set(find(name), until, present -> Tags.require(request, TenantsResource.identity(present), "tenant " + name));
        return Response.ok(shown(changed)).tag(Tags.of(TenantsResource.identity(changed))).build();
    }

    private Tenant find(String name) {
        return tenants.find(name).orElseThrow(() -> new ProblemException(new Problem.NotFound("tenant " + name)));
    }

    private TenantExpiry shown(Tenant tenant) {
        return new TenantExpiry(tenant.name(), tenant.state().text(), tenant.expiresAt().orElse(null), expiry.deletion(tenant).orElse(null));
    }
}
