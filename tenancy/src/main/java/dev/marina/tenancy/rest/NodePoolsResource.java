package dev.marina.tenancy.rest;

import dev.marina.tenancy.cluster.Clusters;
import dev.marina.tenancy.management.ManagementCluster.PoolState;
import dev.marina.tenancy.tenant.Permission;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// A cluster's nodes, by pools of one size.
@RequestScoped
@Path("v1/tenants/{tenant}/clusters/{cluster}/nodepools")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "clusters")
public class NodePoolsResource {

    @Inject
    private Caller caller;

    @Inject
    private Clusters clusters;

    @Context
    private Request request;

    @PathParam("tenant")
    private String tenant;

    @PathParam("cluster")
    private String cluster;

    public record NodePool(String name, @Schema(description = "How many are wanted") int nodes, int total, int ready,
            @Schema(description = "Of each node, such as 1") String cpu, @Schema(description = "Of each node, such as 2Gi") String memory) {

        static NodePool of(PoolState state) {
            return new NodePool(state.name(), state.wanted(), state.nodes(), state.readyNodes(), state.cpu(), state.memory());
        }
    }

    public record Resize(
            @NotNull(message = Required.NUMBER) @Min(value = 0, message = Clusters.NODES_EXPECTED) @Max(value = Clusters.MOST_NODES,
                    message = Clusters.NODES_EXPECTED) Integer nodes) {}

    @GET
    @Needs(Permission.CLUSTERS_READ)
    @Operation(summary = "The cluster's node pools, by name")
    public Page<NodePool> list(@Valid @BeanParam PageRequest page) {
        return Page.ofWhole(clusters.nodePools(caller.tenant(), cluster), page, PoolState::name, NodePool::of);
    }

    @GET
    @Path("{pool}")
    @Needs(Permission.CLUSTERS_READ)
    @Operation(summary = "One node pool")
    @APIResponseSchema(NodePool.class)
    @APIResponse(responseCode = "304", description = Tags.UNCHANGED)
    public Response read(@PathParam("pool") String name) {
        PoolState state = clusters.nodePool(caller.tenant(), cluster, name);
        return Tags.answer(request, state.identity(), NodePool.of(state));
    }

    @PATCH
    @Path("{pool}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Needs(Permission.CLUSTERS_WRITE)
    @Operation(summary = "Change how many nodes there are; needs the role owner")
    @APIResponseSchema(NodePool.class)
    public Response resize(@PathParam("pool") String name, Resize wanted) {
        PoolState state = clusters.resize(caller.tenant(), cluster, name, wanted.nodes(),
                present -> Tags.require(request, present.identity(), "node pool " + name));
        return Response.ok(NodePool.of(state)).tag(Tags.of(state.identity())).build();
    }
}
