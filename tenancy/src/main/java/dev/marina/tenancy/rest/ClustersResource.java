package dev.marina.tenancy.rest;

import dev.marina.tenancy.cluster.Clusters;
import dev.marina.tenancy.management.ManagementCluster.ClusterState;
import dev.marina.tenancy.tenant.Permission;
import dev.marina.tenancy.tenant.Tenant;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;

@RequestScoped
@Path("v1/tenants/{tenant}/clusters")
@Produces(MediaType.APPLICATION_JSON)
public class ClustersResource {

    @Inject
    private Caller caller;

    @Inject
    private Clusters clusters;

    @PathParam("tenant")
    private String tenant;

    @GET
    public String list() {
        Tenant own = caller.in(tenant, Permission.CLUSTERS_READ);
        JsonArrayBuilder items = Json.createArrayBuilder();
        clusters.list(own).forEach(cluster -> items.add(json(cluster)));
        return Json.createObjectBuilder().add("items", items).build().toString();
    }

    @GET
    @Path("{cluster}")
    public String read(@PathParam("cluster") String name) {
        return json(clusters.require(caller.in(tenant, Permission.CLUSTERS_READ), name)).build().toString();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(String body) {
        Tenant own = caller.in(tenant, Permission.CLUSTERS_WRITE);
        RequestFields fields = RequestFields.parse(body, "name", "nodes");
        String name = fields.text("name");
        int nodes = fields.number("nodes", Clusters.DEFAULT_NODES);
        fields.done();
        URI address = URI.create("/api/v1/tenants/%s/clusters/%s".formatted(tenant, name));
        return clusters.create(own, name, nodes).map(made -> Response.created(address).entity(json(made).build().toString()).build())
                .orElseGet(() -> Response.accepted().location(address).build());
    }

    @DELETE
    @Path("{cluster}")
    public Response delete(@PathParam("cluster") String name) {
        clusters.delete(caller.in(tenant, Permission.CLUSTERS_WRITE), name);
        return Response.accepted().build();
    }

    @GET
    @Limited(RequestLimits.Kind.ISSUE_KUBECONFIG)
    @Path("{cluster}/kubeconfig")
    @Produces("application/yaml")
    public Response kubeconfig(@PathParam("cluster") String name) {
        String yaml = clusters.kubeconfig(caller.in(tenant, Permission.KUBECONFIG_ISSUE), name, caller.email());
        return Response.ok(yaml).header("Cache-Control", "no-store")
                .header("Content-Disposition", "attachment; filename=\"%s-%s.yaml\"".formatted(tenant, name)).build();
    }

    private static JsonObjectBuilder json(ClusterState cluster) {
        JsonObjectBuilder json = Json.createObjectBuilder().add("name", cluster.name()).add("phase", cluster.phase());
        if (cluster.endpoint() != null) {
            json.add("endpoint", cluster.endpoint());
        }
        if (cluster.createdAt() != null) {
            json.add("created", cluster.createdAt());
        }
        return json.add("nodes", Json.createObjectBuilder().add("wanted", cluster.wanted().nodes()).add("total", cluster.nodes()).add("ready", cluster.readyNodes()));
    }
}
