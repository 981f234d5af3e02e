package dev.marina.tenancy.rest;

import dev.marina.tenancy.cluster.Clusters;
import dev.marina.tenancy.management.ManagementCluster.AuditPage;
import dev.marina.tenancy.management.ManagementCluster.AuditSettings;
import dev.marina.tenancy.tenant.Permission;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What was asked of a cluster's API, and what of that is recorded.
@RequestScoped
@Path("v1/tenants/{tenant}/clusters/{cluster}/audit")
@Tag(name = "clusters")
public class ClusterAuditResource {

    @Inject
    private Caller caller;

    @Inject
    private Clusters clusters;

    @Context
    private HttpServletResponse answer;

    @PathParam("tenant")
    private String tenant;

    @PathParam("cluster")
    private String cluster;

    public record Recording(
            @Schema(description = "A Policy of audit.k8s.io/v1: its first rule that a request matches says how much of it is recorded. Absent: "
                    + "what changes anything, and who reads Secrets") Map<String, Object> policy,
            @Schema(description = "How many are kept, from 1Mi to 256Mi; the oldest go first", defaultValue = "32Mi") String bytes,
            @Schema(description = "For how long they are kept, from 1 to 365", defaultValue = "30") Integer days) {

        static Recording of(AuditSettings settings) {
            return new Recording(settings.policy(), settings.bytes(), settings.days());
        }
    }

    @GET
    @Needs(Permission.CLUSTERS_AUDIT)
    @Produces({MediaType.APPLICATION_JSON, JsonLinesWriter.TYPE})
    @Operation(summary = "What was asked of the cluster's API, the newest first; needs the role owner",
            description = "Events of audit.k8s.io/v1. A page may have fewer than there are, even none, as long as it names the next. As lines of "
                    + "JSON, the header Link names it. What cannot be read any more is left out, and the header Warning says so")
    public Page<Map<String, Object>> list(@Valid @BeanParam PageRequest page, @BeanParam AuditSearch search) {
        AuditPage found = clusters.audit(caller.tenant(), cluster, search.query(page));
        if (found.unreadable() > 0) {
            answer.setHeader("Warning", "299 - \"%d blocks of records cannot be read, and what they had is left out\"".formatted(found.unreadable()));
        }
        return Page.of(found.events(), found.next());
    }

    @GET
    @Path("settings")
    @Needs(Permission.CLUSTERS_AUDIT)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "What is recorded, and how much of it is kept; needs the role owner")
    public Recording settings() {
        return Recording.of(clusters.auditSettings(caller.tenant(), cluster));
    }

    @PUT
    @Path("settings")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.CLUSTERS_WRITE)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Change what is recorded and how much of it is kept; what is absent is as is usual. Needs the role owner")
    public Recording change(Recording wanted) {
        return Recording.of(clusters.auditSettings(caller.tenant(), cluster, new AuditSettings(wanted.policy(), wanted.bytes(), wanted.days())));
    }
}
