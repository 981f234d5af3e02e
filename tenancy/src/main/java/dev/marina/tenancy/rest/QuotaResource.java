package dev.marina.tenancy.rest;

import dev.marina.tenancy.cluster.Clusters;
import dev.marina.tenancy.cluster.QuotaUse;
import dev.marina.tenancy.tenant.Limits;
import dev.marina.tenancy.tenant.Permission;
import dev.marina.tenancy.tenant.Tenant;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// What a tenant may use and what its clusters take of it. Volumes are counted inside each cluster.
@RequestScoped
@Path("v1/tenants/{tenant}/quota")
@Produces(MediaType.APPLICATION_JSON)
public class QuotaResource {

    @Inject
    private Caller caller;

    @Inject
    private Clusters clusters;

    @GET
    public String read(@PathParam("tenant") String name) {
        Tenant tenant = caller.in(name, Permission.QUOTA_READ);
        QuotaUse use = clusters.use(tenant);
        return Json.createObjectBuilder().add("limits", PlansResource.json(clusters.limits(tenant)))
                .add("used", used(use))
                .build().toString();
    }

    private static JsonObjectBuilder used(QuotaUse use) {
        Limits taken = new Limits(use.clusters(), use.wanted().nodes(), use.wanted().cpuMillis(), use.wanted().memoryBytes(), 0);
        return Json.createObjectBuilder().add("clusters", taken.clusters()).add("nodes", taken.nodes()).add("cpu", taken.cpu()).add("memory", taken.memory());
    }
}
