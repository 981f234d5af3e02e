package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.tenant.Permission;
import dev.marina.tenancy.usage.JpaBudgetRecords;
import dev.marina.tenancy.usage.UsageBudget;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What a tenant means to use within a month.
@RequestScoped
@Path("v1/tenants/{tenant}/budget")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tenants")
public class BudgetResource {

    private static final String HOURS = "a number from 1 to 1000000";

    @Inject
    private Caller caller;

    @Inject
    private JpaBudgetRecords records;

    public record WantedBudget(
            @NotNull(message = Required.TEXT) @Min(value = 1, message = HOURS) @Max(value = UsageBudget.MOST_HOURS, message = HOURS) @Schema(
                    description = "Hours of processors kept ready, in each calendar month (UTC)") Integer cpuHours,
            @Schema(defaultValue = "false",
                    description = "Whether the tenant is suspended when it is used up; nothing is deleted for that") Boolean suspends) {}

    public record Budget(int cpuHours, boolean suspends, @Schema(description = "Since when it is counted") Instant month, double usedCpuHours,
            @Schema(description = "Rounded down. Owners are told by mail at 80, 95 and 100") int percent) {}

    @GET
    @Needs(Permission.USAGE_READ)
    @Operation(summary = "The tenant's budget, and how much of it is used; 404 where it has none")
    public Budget read(@PathParam("tenant") String tenant) {
        return shown(caller.tenant().id(), tenant);
    }

    private Budget shown(UUID id, String tenant) {
        Instant month = UsageBudget.month(Instant.now());
        UsageBudget budget = records.of(id, month).orElseThrow(() -> new ProblemException(new Problem.NotFound("budget of tenant " + tenant)));
        return new Budget(budget.cpuHours(), budget.suspends(), month, budget.usedHours(), budget.percent());
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.TENANT_WRITE)
    @Operation(summary = "Say what the tenant means to use; needs the role owner")
    public Budget change(@PathParam("tenant") String tenant, WantedBudget wanted) {
        UUID id = caller.tenant().id();
        records.set(id, wanted.cpuHours(), Boolean.TRUE.equals(wanted.suspends()));
        return shown(id, tenant);
    }

    @DELETE
    @Needs(Permission.TENANT_WRITE)
    @Operation(summary = "Have no budget any more; needs the role owner")
    @APIResponse(responseCode = "204", description = "There is none")
    public Response delete(@PathParam("tenant") String tenant) {
        records.remove(caller.tenant().id());
        return Response.noContent().build();
    }
}
