package dev.marina.tenancy.rest;

import dev.marina.tenancy.tenant.Permission;
import dev.marina.tenancy.usage.UsageHour;
import dev.marina.tenancy.usage.UsageRecords;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What a tenant used, by the hour, the newest first.
@RequestScoped
@Path("v1/tenants/{tenant}/usage")
@Produces({MediaType.APPLICATION_JSON, CsvWriter.TYPE})
@Tag(name = "tenants")
public class UsageResource {

    /// After every hour that a database keeps.
    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

    @Inject
    private Caller caller;

    @Inject
    private UsageRecords records;

    public record HourOfUse(Instant hour, long clusterSeconds, long nodeSeconds, long cpuMilliSeconds, long memoryMibSeconds,
            @Schema(description = "Of the volumes that are kept, also while the tenant is suspended") long volumeMibSeconds,
            @Schema(description = "Of the tenant's people and workloads to its clusters' APIs, as seen within this hour") long requests) {

        static HourOfUse of(UsageHour used) {
            return new HourOfUse(used.hour(), used.clusterSeconds(), used.nodeSeconds(), used.cpuMilliSeconds(), used.memoryMibSeconds(),
                    used.volumeMibSeconds(), used.requests());
        }
    }

    @GET
    @Needs(Permission.USAGE_READ)
    @Operation(summary = "What the tenant used, by the hour, the newest first",
            description = "Amounts times seconds: 7200 node seconds are two nodes for an hour. As CSV, the first line has the names and the "
                    + "header Link the next page")
    public Page<HourOfUse> list(@PathParam("tenant") String tenant, @Valid @BeanParam PageRequest page) {
        Instant before = page.after().isEmpty() ? END : Instant.ofEpochSecond(page.before());
        return Page.of(records.of(caller.tenant().id(), before, page.rows()), page, hour -> Long.toString(hour.hour().getEpochSecond()), HourOfUse::of);
    }
}
