package dev.marina.tenancy.rest;

import dev.marina.tenancy.backup.Backups;
import dev.marina.tenancy.cluster.Clusters;
import dev.marina.tenancy.cluster.QuotaUse;
import dev.marina.tenancy.image.ImageRegistry;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.rest.PlansResource.Amounts;
import dev.marina.tenancy.tenant.Limits;
import dev.marina.tenancy.tenant.Permission;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a tenant may use and what its clusters take of it. Volumes are counted inside each cluster.
@RequestScoped
@Path("v1/tenants/{tenant}/quota")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tenants")
public class QuotaResource {

    private static final Logger LOG = LoggerFactory.getLogger(QuotaResource.class);

    @Inject
    private Caller caller;

    @Inject
    private Clusters clusters;

    @Inject
    private Backups backups;

    @Inject
    private ImageRegistry images;

    public record Quota(Amounts limits, Amounts used) {}

    @GET
    @Needs(Permission.QUOTA_READ)
    @Operation(summary = "Limits, and what the clusters take of them")
    public Quota read(@PathParam("tenant") String tenant) {
        QuotaUse use = clusters.use(caller.tenant());
        Backups.Kept kept = backups.kept(caller.tenant());
        Limits taken = new Limits(use.clusters(), use.wanted().nodes(), use.wanted().cpuMillis(), use.wanted().memoryBytes(), 0, 0, 0,
                kept.count(), kept.bytes(), 0, 0);
        return new Quota(Amounts.of(clusters.limits(caller.tenant())),
                new Amounts(taken.clusters(), taken.nodes(), taken.cpu(), taken.memory(), null, null, null,
                        taken.backups(), taken.backupSize(), null, stored(tenant)));
    }

    /// Null while the registry does not answer: the rest is known all the same.
    private String stored(String tenant) {
        try {
            return new Limits(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, images.usedBytes(tenant)).images();
        } catch (ProblemException unknown) {
            LOG.atWarn().setCause(unknown).log("what images take is not known");
            return null;
        }
    }
}
