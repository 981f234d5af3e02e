package dev.marina.tenancy.rest;

import dev.marina.tenancy.audit.Act;
import dev.marina.tenancy.audit.AuditTrail;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.tenant.Permission;
import dev.marina.tenancy.tenant.Tenant;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/// What was done to a tenant, the newest first, a page at a time.
@RequestScoped
@Path("v1/tenants/{tenant}/audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {

    private static final int MOST = 500;

    @Inject
    private Caller caller;

    @Inject
    private AuditTrail trail;

    @GET
    public String list(@PathParam("tenant") String name, @QueryParam("limit") @DefaultValue("100") int limit, @QueryParam("continue") Long before) {
        Tenant tenant = caller.in(name, Permission.AUDIT_READ);
        if (limit < 1 || limit > MOST) {
            throw ProblemException.invalid(new FieldProblem("limit", Integer.toString(limit), "a number from 1 to " + MOST));
        }
        List<Act> acts = trail.of(tenant.id(), before == null ? Long.MAX_VALUE : before, limit);
        JsonArrayBuilder items = Json.createArrayBuilder();
        acts.forEach(act -> items.add(json(act)));
        JsonObjectBuilder page = Json.createObjectBuilder().add("items", items);
        if (acts.size() == limit) {
            page.add("continue", Long.toString(acts.getLast().id()));
        }
        return page.build().toString();
    }

    private static JsonObjectBuilder json(Act act) {
        JsonObjectBuilder json = Json.createObjectBuilder().add("at", act.at().toString()).add("request", act.requestId().toString())
                .add("method", act.method()).add("path", act.path()).add("status", act.status()).add("outcome", act.outcome().name()).add("address", act.address());
        act.actorEmail().ifPresent(email -> json.add("actor", email));
        return json;
    }
}
