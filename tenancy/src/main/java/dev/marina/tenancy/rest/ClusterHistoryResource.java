package dev.marina.tenancy.rest;

import dev.marina.tenancy.cluster.Clusters;
import dev.marina.tenancy.management.ManagementCluster.HistoryPage;
import dev.marina.tenancy.management.ManagementCluster.HistorySpan;
import dev.marina.tenancy.management.ManagementCluster.PastMoment;
import dev.marina.tenancy.problem.Problem;
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
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What was in a cluster earlier, and what has become of it.
@RequestScoped
@Path("v1/tenants/{tenant}/clusters/{cluster}/history")
@Tag(name = "clusters")
public class ClusterHistoryResource {

    private static final String GONE = "410 where not enough is kept of that time: what is wrong names the oldest that can be asked for. "
            + "What Secrets said is for those who may read them now";

    @Inject
    private Caller caller;

    @Inject
    private Clusters clusters;

    @PathParam("tenant")
    private String tenant;

    @PathParam("cluster")
    private String cluster;

    /// @param nodes how many of a standard size
    public record NewFork(
            @NotNull(message = Required.TEXT) @Size(min = 1, max = SignupRules.LONGEST_NAME,
                    message = SignupRules.CLUSTER_EXPECTED) @Pattern(regexp = SignupRules.LABEL, message = SignupRules.CLUSTER_EXPECTED) String name,
            @NotNull(message = Required.TEXT) @Schema(description = "A time such as 2026-01-31T10:00:00Z, or a version") String at,
            @Min(value = 0, message = Clusters.NODES_EXPECTED) @Max(value = Clusters.MOST_NODES,
                    message = Clusters.NODES_EXPECTED) @Schema(defaultValue = "0") Integer nodes) {}

    public record Moment(@Schema(format = "date-time") String time, @Schema(description = "Of the cluster's last change before") String version) {

        static Moment of(PastMoment moment) {
            return new Moment(moment.time(), moment.version());
        }
    }

    public record Span(@Schema(description = "What can be asked for at the earliest") Moment oldest, Moment newest) {

        static Span of(HistorySpan span) {
            return new Span(Moment.of(span.oldest()), Moment.of(span.newest()));
        }
    }

    /// @param object null for one that changed
    /// @param patch null for one that was created or deleted
    public record Difference(@Schema(description = "Such as deployments.apps") String resource, String namespace, String name,
            @Schema(enumeration = {
                    "created", "changed", "replaced", "deleted"}, description = "Replaced: another object of that name") String change,
            @Schema(description = "As it became, or was last") Map<String, Object> object,
            @Schema(description = "What makes the later out of the earlier (RFC 6902), versions and managed fields apart") List<Map<String, Object>> patch) {

        @SuppressWarnings("unchecked")
        static Difference of(Map<String, Object> item) {
            return new Difference((String) item.get("resource"), (String) item.get("namespace"), (String) item.get("name"), (String) item.get("change"),
                    (Map<String, Object>) item.get("object"), (List<Map<String, Object>>) item.get("patch"));
        }
    }

    @GET
    @Needs(Permission.CLUSTERS_HISTORY)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "How far back it is known what was in the cluster; needs the role owner")
    public Span span() {
        return Span.of(clusters.historySpan(caller.tenant(), cluster));
    }

    @GET
    @Path("objects")
    @Needs(Permission.CLUSTERS_HISTORY)
    @Produces({MediaType.APPLICATION_JSON, JsonLinesWriter.TYPE})
    @Operation(summary = "Objects of one type as they were at a time; needs the role owner", description = "By namespace and name, in the form in which they "
            + "are stored. A page may have fewer than there are, even none, as long as it names the next; the next is of the same time. " + GONE)
    public Page<Map<String, Object>> list(@Valid @BeanParam PageRequest page, @BeanParam HistorySearch search) {
        HistoryPage found = clusters.history(caller.tenant(), cluster, search.objects(page, reader()));
        return Page.of(found.items(), found.next());
    }

    @GET
    @Path("object")
    @Needs(Permission.CLUSTERS_HISTORY)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "One object as it was at a time; needs the role owner", description = GONE)
    public Map<String, Object> read(@BeanParam HistorySearch search, @QueryParam("name") @Parameter(description = "Of the object") String name) {
        HistoryPage found = clusters.history(caller.tenant(), cluster, search.object(name, reader()));
        return found.items().stream().findFirst().orElseThrow(() -> new ProblemException(new Problem.NotFound("object " + name + " of that time")));
    }

    @GET
    @Path("differences")
    @Needs(Permission.CLUSTERS_HISTORY)
    @Produces({MediaType.APPLICATION_JSON, JsonLinesWriter.TYPE})
    @Operation(summary = "What was created, changed and deleted between two times; needs the role owner", description = "By type, namespace and name. "
            + "A page may have fewer than there are, even none, as long as it names the next; the next is of the same times. " + GONE)
    public Page<Difference> differences(@Valid @BeanParam PageRequest page, @BeanParam HistorySearch search,
            @QueryParam("from") @Parameter(description = "A time such as 2026-01-31T10:00:00Z, or a version") String from,
            @QueryParam("to") @Parameter(description = "The same; absent: now") String to) {
        HistoryPage found = clusters.history(caller.tenant(), cluster, search.differences(page, from, to, reader()));
        return Page.of(found.items().stream().map(Difference::of).toList(), found.next());
    }

    @POST
    @Path("forks")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.CLUSTERS_WRITE)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "A new cluster that begins with what this one was at a time; needs the role owner", description = "With the same objects, but for "
            + "what is bound to nodes and volumes or proves somebody's identity here. 410 where not enough is kept of that time")
    @APIResponse(responseCode = "201", description = "Made; it is being filled",
            content = @Content(schema = @Schema(implementation = ClustersResource.Cluster.class)))
    @APIResponse(responseCode = "202", description = "A part of the platform does not answer; the cluster is made as soon as it does")
    public Response fork(NewFork wanted) {
        URI address = URI.create("/api/v1/tenants/%s/clusters/%s".formatted(tenant, wanted.name()));
        return clusters.fork(caller.tenant(), cluster, HistorySearch.moment("at", wanted.at()), wanted.name(), wanted.nodes() == null ? 0 : wanted.nodes())
                .map(made -> Response.created(address).entity(ClustersResource.Cluster.of(made)).build())
                .orElseGet(() -> Response.accepted().location(address).build());
    }

    private Optional<HistorySearch.Reader> reader() {
        return HistorySearch.reader(caller);
    }
}
