package dev.marina.tenancy.rest;

import dev.marina.tenancy.backup.Backups;
import dev.marina.tenancy.cluster.Clusters;
import dev.marina.tenancy.management.ManagementBackups.BackupState;
import dev.marina.tenancy.management.ManagementBackups.ContentPage;
import dev.marina.tenancy.signup.SignupRules;
import dev.marina.tenancy.tenant.Permission;
import dev.marina.tenancy.tenant.Tenant;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What a cluster was, kept outside of it. Those of a cluster that is gone are here, too, for as long as the plan says.
@RequestScoped
@Path("v1/tenants/{tenant}/clusters/{cluster}/backups")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "backups")
public class BackupsResource {

    private static final String PAGE = "200";
    private static final String VOLUMES = "all or none";

    @Inject
    private Caller caller;

    @Inject
    private Backups backups;

    @Context
    private Request request;

    @PathParam("tenant")
    private String tenant;

    @PathParam("cluster")
    private String cluster;

    public record Backup(
            String name,
            @Schema(enumeration = {
                    "Pending", "Taking", "Checking", "Checked", "Failed", "Deleting"},
                    description = "Checked: it was restored into a cluster in memory, and each object was what it had been") String phase,
            @Schema(description = "Whether the schedule asked for it") boolean scheduled,
            @Schema(format = "date-time") String created,
            @Schema(format = "date-time", description = "Of what moment it is") String taken,
            @Schema(format = "date-time", description = "When it was restored and compared") String checked,
            @Schema(description = "Of the cluster, after which all objects are in it") String version,
            long objects,
            @Schema(description = "That count in the plan") long bytes,
            @Schema(description = "Objects by type, such as deployments.apps") Map<String, Long> counts,
            @Schema(description = "Objects by type that are not in it") Map<String, Long> leftOut,
            @Schema(description = "Why it is in this phase, in a word") String reason,
            @Schema(description = "The same in a sentence") String message,
            @Schema(description = "What is in volumes, and how far that is") VolumeProgress volumes) {

        static Backup of(BackupState state) {
            return new Backup(state.name(), state.phase(), state.schedule(), state.created(), state.taken(), state.checked(), state.version(), state.objects(),
                    state.bytes(), state.counts(), state.leftOut(), state.reason(), state.message(), VolumeProgress.of(state.volumes()));
        }
    }

    /// @param nodes how many of a standard size
    public record NewCluster(
            @NotNull(message = Required.TEXT) @Size(min = 1, max = SignupRules.LONGEST_NAME,
                    message = SignupRules.CLUSTER_EXPECTED) @Pattern(regexp = SignupRules.LABEL, message = SignupRules.CLUSTER_EXPECTED) String name,
            @Min(value = 0, message = Clusters.NODES_EXPECTED) @Max(value = Clusters.MOST_NODES,
                    message = Clusters.NODES_EXPECTED) @Schema(defaultValue = "0") Integer nodes) {}

    @GET
    @Needs(Permission.BACKUPS_READ)
    @Operation(summary = "Backups of the cluster, by name")
    public Page<Backup> list(@Valid @BeanParam PageRequest page) {
        return Page.ofWhole(backups.list(caller.tenant(), cluster), page, BackupState::name, Backup::of);
    }

    @GET
    @Path("{backup}")
    @Needs(Permission.BACKUPS_READ)
    @Operation(summary = "One backup")
    @APIResponseSchema(value = Backup.class, responseDescription = "The backup as observed")
    @APIResponse(responseCode = "304", description = Tags.UNCHANGED)
    public Response read(@PathParam("backup") String name) {
        Backup backup = Backup.of(backups.require(caller.tenant(), cluster, name));
        return Tags.answer(request, backup.toString(), backup);
    }

    @POST
    @Needs(Permission.BACKUPS_WRITE)
    @Operation(summary = "Back the cluster up now; needs the role owner", description = "Its objects as they are at one moment, and what is in its "
            + "volumes, by snapshots; events, leases and nodes are not in it. What is taken is checked by restoring it, and by reading back what was in volumes")
    @APIResponse(responseCode = "202", description = "It is being taken; GET says how it is",
            content = @Content(schema = @Schema(implementation = Backup.class)))
    public Response backUp(@QueryParam("volumes") @Pattern(regexp = "all|none", message = VOLUMES) @Schema(enumeration = {
            "all", "none"}, defaultValue = "all", description = "Whether what is in volumes belongs to it") String volumes) {
        BackupState made = backups.backUp(caller.tenant(), cluster, !"none".equals(volumes));
        return Response.accepted(Backup.of(made)).location(URI.create("/api/v1/tenants/%s/clusters/%s/backups/%s".formatted(tenant, cluster, made.name())))
                .build();
    }

    @DELETE
    @Path("{backup}")
    @Needs(Permission.BACKUPS_WRITE)
    @Operation(summary = "Delete a backup; needs the role owner")
    @APIResponse(responseCode = "202", description = "Being deleted; gone when GET answers 404")
    public Response delete(@PathParam("backup") String name) {
        backups.delete(caller.tenant(), cluster, name);
        return Response.accepted().build();
    }

    @GET
    @Path("{backup}/archive")
    @Needs(Permission.BACKUPS_DOWNLOAD)
    @Produces("application/zip")
    @Operation(summary = "The backup's objects as files; needs the role owner", description = "A ZIP archive with a file of JSON for each object. What Secrets "
            + "said is in it where the caller may read them in the cluster now, and left out otherwise. 409 unless the backup is Checked")
    @APIResponse(responseCode = "200", description = "The archive",
            content = @Content(mediaType = "application/zip", schema = @Schema(type = SchemaType.STRING,
                    format = "binary")))
    public Response archive(@PathParam("backup") String name) {
        Tenant own = caller.tenant();
        BackupState good = backups.requireGood(own, cluster, name);
        Map<String, String> query = new LinkedHashMap<>(Map.of("limit", PAGE));
        HistorySearch.reader(caller).ifPresent(reader -> {
            query.put("subject", reader.subject());
            query.put("email", reader.email());
        });
        ContentPage first = backups.content(own, name, query);
        BackupArchive archive = new BackupArchive(Backup.of(good), first, after -> {
            Map<String, String> next = new LinkedHashMap<>(query);
            next.put("continue", after);
            return backups.content(own, name, next);
        });
        return Response.ok(archive).type("application/zip").header("Cache-Control", "no-store")
                .header("Content-Disposition", "attachment; filename=\"%s-%s.zip\"".formatted(tenant, name)).build();
    }

    @POST
    @Path("{backup}/clusters")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.CLUSTERS_WRITE)
    @Operation(summary = "A new cluster that begins with the backup; needs the role owner", description = "With the same objects and uids, but for what is "
            + "bound to nodes or proves somebody's identity in the origin. 409 unless the backup is Checked")
    @APIResponse(responseCode = "201", description = "Made; it is being filled",
            content = @Content(schema = @Schema(implementation = ClustersResource.Cluster.class)))
    @APIResponse(responseCode = "202", description = "A part of the platform does not answer; the cluster is made as soon as it does")
    public Response begin(@PathParam("backup") String name, NewCluster wanted) {
        URI address = URI.create("/api/v1/tenants/%s/clusters/%s".formatted(tenant, wanted.name()));
        return backups.begin(caller.tenant(), cluster, name, wanted.name(), wanted.nodes() == null ? 0 : wanted.nodes())
                .map(made -> Response.created(address).entity(ClustersResource.Cluster.of(made)).build())
                .orElseGet(() -> Response.accepted().location(address).build());
    }
}
