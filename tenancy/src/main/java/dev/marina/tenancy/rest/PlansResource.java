package dev.marina.tenancy.rest;

import dev.marina.tenancy.tenant.Limits;
import dev.marina.tenancy.tenant.Plan;
import dev.marina.tenancy.tenant.Tenants;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What a tenant can be signed up for. Open to everybody.
@RequestScoped
@Path("v1/plans")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "sign-up")
public class PlansResource {

    @Inject
    private Tenants tenants;

    /// @param volumes null where they are not counted
    /// @param history null where it is not counted
    /// @param historyDays null where it is not counted
    /// @param backupDays null where it is not counted
    /// @param images null where they are not counted
    public record Amounts(int clusters, int nodes, @Schema(description = "Such as 4") String cpu, @Schema(description = "Such as 8Gi") String memory,
            @Schema(description = "Such as 20Gi") String volumes,
            @Schema(description = "Kept of the past of each cluster, such as 64Mi") String history,
            @Schema(description = "For how many days it is kept") Integer historyDays,
            @Schema(description = "Backups of all clusters") int backups,
            @Schema(description = "That backups take together, such as 1024Mi") String backupBytes,
            @Schema(description = "For how many days the backups of a cluster outlive it") Integer backupDays,
            @Schema(description = "Stored in the platform's registry, such as 5Gi") String images) {

        static Amounts of(Limits limits) {
            return new Amounts(limits.clusters(), limits.nodes(), limits.cpu(), limits.memory(), limits.volumes(), limits.history(), limits.historyDays(),
                    limits.backups(), limits.backupSize(), limits.backupDays(), limits.images());
        }
    }

    public record OfferedPlan(String name, Amounts limits) {}

    @GET
    @Operation(summary = "What tenants may use, by the plan's name")
    public Page<OfferedPlan> list(@Valid @BeanParam PageRequest page) {
        return Page.ofWhole(tenants.plans(), page, Plan::name, plan -> new OfferedPlan(plan.name(), Amounts.of(plan.limits())));
    }
}
