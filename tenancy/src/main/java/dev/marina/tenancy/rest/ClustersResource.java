package dev.marina.tenancy.rest;

import dev.marina.tenancy.cluster.Clusters;
import dev.marina.tenancy.management.ManagementCluster.ClusterState;
import dev.marina.tenancy.signup.SignupRules;
import dev.marina.tenancy.tenant.Permission;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@RequestScoped
@Path("v1/tenants/{tenant}/clusters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "clusters")
public class ClustersResource {

    @Inject
    private Caller caller;

    @Inject
    private Clusters clusters;

    @Context
    private Request request;

    @PathParam("tenant")
    private String tenant;

    /// @param nodes how many of a standard size
    public record NewCluster(
            @NotNull(message = Required.TEXT) @Size(min = 1, max = SignupRules.LONGEST_NAME,
                    message = SignupRules.CLUSTER_EXPECTED) @Pattern(regexp = SignupRules.LABEL, message = SignupRules.CLUSTER_EXPECTED) String name,
            @Min(value = 0, message = Clusters.NODES_EXPECTED) @Max(value = Clusters.MOST_NODES,
                    message = Clusters.NODES_EXPECTED) @Schema(defaultValue = "2") Integer nodes) {}

    public record Nodes(int wanted, int total, int ready) {}

    public record Cluster(
            String name,
            @Schema(enumeration = {
                    "Provisioning", "Restoring", "Ready", "Deleting"},
                    description = "Restoring: a fork is filled. Ready: accepts writes; nodes are counted apart") String phase,
            @Schema(format = "uri") String endpoint,
            @Schema(format = "date-time") String created,
            Nodes nodes) {

        static Cluster of(ClusterState state) {
            return new Cluster(state.name(), state.phase(), state.endpoint(), state.createdAt(),
                    new Nodes(state.wanted().nodes(), state.nodes(), state.readyNodes()));
        }
    }

    @GET
    @Needs(Permission.CLUSTERS_READ)
    @Operation(summary = "The tenant's clusters, by name")
    public Page<Cluster> list(@Valid @BeanParam PageRequest page) {
        return Page.ofWhole(clusters.list(caller.tenant()), page, ClusterState::name, Cluster::of);
    }

    @GET
    @Path("{cluster}")
    @Needs(Permission.CLUSTERS_READ)
    @Operation(summary = "One cluster")
    @APIResponseSchema(value = Cluster.class, responseDescription = "The cluster as observed")
    @APIResponse(responseCode = "304", description = Tags.UNCHANGED)
    public Response read(@PathParam("cluster") String name) {
        ClusterState state = clusters.require(caller.tenant(), name);
        return Tags.answer(request, state.identity(), Cluster.of(state));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.CLUSTERS_WRITE)
    @Operation(summary = "Create a cluster; needs the role owner")
    @APIResponse(responseCode = "201", description = "Made; it is being provisioned", content = @Content(schema = @Schema(implementation = Cluster.class)))
    @APIResponse(responseCode = "202", description = "A part of the platform does not answer; the cluster is made as soon as it does")
    public Response create(NewCluster wanted) {
        URI address = URI.create("/api/v1/tenants/%s/clusters/%s".formatted(tenant, wanted.name()));
        return clusters.create(caller.tenant(), wanted.name(), wanted.nodes() == null ? Clusters.DEFAULT_NODES : wanted.nodes())
                .map(made -> Response.created(address).entity(Cluster.of(made)).build())
                .orElseGet(() -> Response.accepted().location(address).build());
    }

    @DELETE
    @Path("{cluster}")
    @Needs(Permission.CLUSTERS_WRITE)
    @Operation(summary = "Delete a cluster with everything in it; needs the role owner")
    @APIResponse(responseCode = "202", description = "Being deleted; gone when GET answers 404")
    public Response delete(@PathParam("cluster") String name) {
        clusters.delete(caller.tenant(), name, present -> Tags.require(request, present.identity(), "cluster " + name));
        return Response.accepted().build();
    }

    @GET
    @Limited(RequestLimits.Kind.ISSUE_KUBECONFIG)
    @Needs(Permission.KUBECONFIG_ISSUE)
    @Path("{cluster}/kubeconfig")
    @Produces("application/yaml")
    @Operation(summary = "A kubeconfig for the caller, with a new key and client certificate")
    @APIResponseSchema(value = String.class, responseDescription = "The file for kubectl")
    public Response kubeconfig(@PathParam("cluster") String name) {
        String yaml = clusters.kubeconfig(caller.tenant(), name, caller.person(),
                caller.apiToken().map(used -> Duration.between(Instant.now(), used.expires())));
        return Response.ok(yaml).header("Cache-Control", "no-store")
                .header("Content-Disposition", "attachment; filename=\"%s-%s.yaml\"".formatted(tenant, name)).build();
    }
}
