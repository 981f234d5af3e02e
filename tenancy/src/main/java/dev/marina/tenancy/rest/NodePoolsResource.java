package dev.marina.tenancy.rest;

import dev.marina.tenancy.cluster.Clusters;
import dev.marina.tenancy.management.ManagementCluster.PoolState;
import dev.marina.tenancy.management.NodeSize;
import dev.marina.tenancy.management.PoolWish;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.ProblemException;
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
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
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

    private static final String SIZES = "small|standard|large|xlarge";
    private static final String DOCKER = "docker";
    private static final String RUNTIMES = "docker|containerd";
    private static final String SUBNETS_EXPECTED = "a number from 0 to 15";
    private static final String RUNTIMES_EXPECTED = "docker or containerd";

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
            @Schema(description = "Of each node, such as 1") String cpu, @Schema(description = "Of each node, such as 2Gi") String memory,
            @Schema(description = "small, standard, large or xlarge; absent for another size") String size, Map<String, String> labels,
            @Schema(description = "Such as gpu=yes:NoSchedule") List<String> taints, boolean autoscaling, Integer minNodes, Integer maxNodes,
            Integer idleMinutes, Integer repairMinutes, @Schema(description = "What its nodes' containers run in") String runtime,
            @Schema(description = "Of the cluster's, in which its nodes are") int subnet,
            @Schema(description = "How its nodes are, in a word") String reason, String message,
            @Schema(description = "How it is scaled, in a word") String scaling, String scalingMessage) {

        static NodePool of(PoolState state) {
            PoolWish wish = state.wish();
            return new NodePool(state.name(), state.wanted(), state.nodes(), state.readyNodes(), state.cpu(), state.memory(),
                    wish.size() == null ? null : wish.size().text(), wish.labels(), wish.taints(), Boolean.TRUE.equals(wish.autoscaling()), wish.minNodes(),
                    wish.maxNodes(), wish.idleMinutes(), wish.repairMinutes(),
                    wish.runtime() == null ? DOCKER : wish.runtime(), wish.subnet() == null ? 0 : wish.subnet(), state.reason(), state.message(),
                    state.scaling(), state.scalingMessage());
        }
    }

    /// What a request says of a pool beside its name.
    private static PoolWish wish(Integer nodes, String size, Map<String, Object> labels, List<String> taints, Boolean autoscaling, Integer minNodes,
            Integer maxNodes, Integer idleMinutes, Integer repairMinutes, String runtime, Integer subnet) {
        Map<String, String> texts = labels == null ? null : new LinkedHashMap<>();
        if (labels != null) {
            labels.forEach((key, value) -> {
                if (!(value instanceof String text)) {
                    throw ProblemException.invalid(new FieldProblem("labels", String.valueOf(value), "an object whose values are texts"));
                }
                texts.put(key, text);
            });
        }
        return new PoolWish(nodes, size == null ? null : NodeSize.find(size).orElseThrow(), texts, taints, autoscaling, minNodes, maxNodes, idleMinutes,
                repairMinutes, runtime, subnet);
    }

    public record NewNodePool(
            @NotNull(message = Required.TEXT) @Size(min = 1, max = SignupRules.LONGEST_NAME,
                    message = SignupRules.CLUSTER_EXPECTED) @Pattern(regexp = SignupRules.LABEL, message = SignupRules.CLUSTER_EXPECTED) String name,
            @Min(value = 0, message = Clusters.NODES_EXPECTED) @Max(value = Clusters.MOST_NODES,
                    message = Clusters.NODES_EXPECTED) @Schema(defaultValue = "0") Integer nodes,
            @Pattern(regexp = SIZES, message = NodeSize.EXPECTED) @Schema(defaultValue = "standard", description = NodeSize.EXPECTED) String size,
            @Schema(description = "That each node bears") Map<String, Object> labels,
            @Schema(description = "That each node bears, such as gpu=yes:NoSchedule") List<String> taints,
            @Schema(defaultValue = "false", description = "Whether pods that wait bring nodes, and idle nodes go") Boolean autoscaling,
            @Schema(defaultValue = "0") Integer minNodes, Integer maxNodes, @Schema(defaultValue = "10") Integer idleMinutes,
            @Schema(defaultValue = "10", description = "After so long without being ready a node is replaced; 0: never") Integer repairMinutes,
            @Pattern(regexp = RUNTIMES, message = RUNTIMES_EXPECTED) @Schema(defaultValue = DOCKER, description = "What its nodes' containers run in, for as "
                    + "long as there is a pool; containerd where the operator of a machine allows it") String runtime,
            @Min(value = 0, message = SUBNETS_EXPECTED) @Max(value = 15, message = SUBNETS_EXPECTED) @Schema(defaultValue = "0", description = "Of the "
                    + "cluster's, in which its nodes are for as long as there is a pool. What back ends send plain, they send within a subnet") Integer subnet) {}

    /// What is absent stays as it is.
    public record Change(
            @Min(value = 0, message = Clusters.NODES_EXPECTED) @Max(value = Clusters.MOST_NODES, message = Clusters.NODES_EXPECTED) Integer nodes,
            @Pattern(regexp = SIZES, message = NodeSize.EXPECTED) @Schema(description = "Of nodes that come; those that are there keep theirs") String size,
            @Schema(description = "All of them; those that are not named go") Map<String, Object> labels,
            @Schema(description = "All of them; those that are not named go") List<String> taints, Boolean autoscaling, Integer minNodes, Integer maxNodes,
            Integer idleMinutes, Integer repairMinutes) {}

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

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.CLUSTERS_WRITE)
    @Operation(summary = "One more node pool; needs the role owner")
    @APIResponse(responseCode = "201", description = "Made; its nodes come", content = @Content(schema = @Schema(implementation = NodePool.class)))
    public Response create(NewNodePool wanted) {
        PoolState made = clusters.createNodePool(caller.tenant(), cluster, wanted.name(), wish(wanted.nodes() == null ? 0 : wanted.nodes(), wanted.size(),
                wanted.labels(), wanted.taints(), wanted.autoscaling(), wanted.minNodes(), wanted.maxNodes(), wanted.idleMinutes(), wanted.repairMinutes(),
                wanted.runtime(), wanted.subnet()));
        return Response.created(URI.create("/api/v1/tenants/%s/clusters/%s/nodepools/%s".formatted(tenant, cluster, made.name()))).entity(NodePool.of(made))
                .tag(Tags.of(made.identity())).build();
    }

    @PATCH
    @Path("{pool}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Needs(Permission.CLUSTERS_WRITE)
    @Operation(summary = "Change a node pool; needs the role owner", description = "Of nodes that are too many those leave first on which the least is, "
            + "once their pods have been evicted as disruption budgets allow")
    @APIResponseSchema(NodePool.class)
    public Response change(@PathParam("pool") String name, Change wanted) {
        PoolState state = clusters.change(caller.tenant(), cluster, name, wish(wanted.nodes(), wanted.size(), wanted.labels(), wanted.taints(),
                wanted.autoscaling(), wanted.minNodes(), wanted.maxNodes(), wanted.idleMinutes(), wanted.repairMinutes(), null, null),
                present -> Tags.require(request, present.identity(), "node pool " + name));
        return Response.ok(NodePool.of(state)).tag(Tags.of(state.identity())).build();
    }

    @DELETE
    @Path("{pool}")
    @Needs(Permission.CLUSTERS_WRITE)
    @Operation(summary = "Delete a node pool with its nodes; needs the role owner")
    @APIResponse(responseCode = "202", description = "Being deleted; gone when GET answers 404")
    public Response delete(@PathParam("pool") String name) {
        clusters.deleteNodePool(caller.tenant(), cluster, name, present -> Tags.require(request, present.identity(), "node pool " + name));
        return Response.accepted().build();
    }
}
