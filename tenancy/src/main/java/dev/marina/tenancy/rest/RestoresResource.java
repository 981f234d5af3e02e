package dev.marina.tenancy.rest;

import dev.marina.tenancy.backup.Backups;
import dev.marina.tenancy.management.ManagementBackups.RestoreState;
import dev.marina.tenancy.management.ManagementBackups.Restoring;
import dev.marina.tenancy.tenant.Permission;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What was written back into a cluster from backups.
@RequestScoped
@Path("v1/tenants/{tenant}/clusters/{cluster}/restores")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "backups")
public class RestoresResource {

    private static final String EXISTING = "skip or replace";
    private static final String NAMESPACES = "at most 100 names of namespaces";
    private static final int MOST_NAMESPACES = 100;

    @Inject
    private Caller caller;

    @Inject
    private Backups backups;

    @PathParam("tenant")
    private String tenant;

    @PathParam("cluster")
    private String cluster;

    public record NewRestore(
            @NotNull(message = Required.TEXT) @Size(min = 1, max = 63,
                    message = "the name of a backup") @Schema(description = "Of any cluster of the tenant; it must be Checked") String backup,
            @Size(max = MOST_NAMESPACES, message = NAMESPACES) @Schema(
                    description = "Whose objects; absent or empty: everything, cluster-wide objects too") List<String> namespaces,
            @Pattern(regexp = "skip|replace", message = EXISTING) @Schema(enumeration = {
                    "skip", "replace"}, defaultValue = "skip", description = "What happens to objects that are there") String existing) {

        Restoring wanted() {
            return new Restoring(backup, namespaces == null ? List.of() : namespaces, "replace".equals(existing));
        }
    }

    public record Restore(String name, String backup, List<String> namespaces, @Schema(enumeration = {
            "skip", "replace"}) String existing,
            @Schema(enumeration = {"Pending", "Running", "Filling", "Complete", "Failed"}) String phase, @Schema(format = "date-time") String created,
            @Schema(format = "date-time") String started, @Schema(format = "date-time") String ended,
            @Schema(description = "Objects that were not there") long made, @Schema(description = "Objects that became what they were") long replaced,
            @Schema(description = "Objects that stayed as they are") long kept,
            @Schema(description = "Objects that others make anew, or that belong to nodes and volumes") long left,
            @Schema(description = "Objects that could not be written") long failed, @Schema(description = "Why, of the first of them") List<String> problems,
            @Schema(description = "Why it is in this phase, in a word") String reason, String message,
            @Schema(description = "What was in volumes, and how far that is") VolumeProgress volumes) {

        static Restore of(RestoreState state) {
            return new Restore(state.name(), state.wanted().backup(), state.wanted().namespaces(), state.wanted().replace() ? "replace" : "skip", state.phase(),
                    state.created(), state.started(), state.ended(), state.made(), state.replaced(), state.kept(), state.left(), state.failed(),
                    state.problems(), state.reason(), state.message(), VolumeProgress.of(state.volumes()));
        }
    }

    @GET
    @Needs(Permission.BACKUPS_READ)
    @Operation(summary = "The last restores into the cluster, by name")
    public Page<Restore> list(@Valid @BeanParam PageRequest page) {
        return Page.ofWhole(backups.restores(caller.tenant(), cluster), page, RestoreState::name, Restore::of);
    }

    @GET
    @Path("{restore}")
    @Needs(Permission.BACKUPS_READ)
    @Operation(summary = "One restore")
    public Restore read(@PathParam("restore") String name) {
        return Restore.of(backups.restore(caller.tenant(), cluster, name));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.BACKUPS_WRITE)
    @Operation(summary = "Write objects of a backup into the cluster; needs the role owner", description = "Objects that are not there are made with the uids "
            + "that they had. One that cannot be written costs no other: what failed is counted and told. Nothing is deleted. Claims "
            + "that are not there are made, with what was in their volumes; what is in a volume that is there is never overwritten. 409 unless the backup is Checked")
    @APIResponse(responseCode = "202", description = "It is carried out; GET says how far it is",
            content = @Content(schema = @Schema(implementation = Restore.class)))
    public Response restore(NewRestore wanted) {
        RestoreState made = backups.restore(caller.tenant(), cluster, wanted.wanted());
        return Response.accepted(Restore.of(made)).location(URI.create("/api/v1/tenants/%s/clusters/%s/restores/%s".formatted(tenant, cluster, made.name())))
                .build();
    }
}
