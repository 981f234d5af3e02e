package dev.marina.tenancy.rest;

import dev.marina.tenancy.identity.Identities;
import dev.marina.tenancy.management.ManagementCluster;
import dev.marina.tenancy.tenant.Tenants;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;

/// 200 when everything that the API needs answers; otherwise 503 with what does not.
@RequestScoped
@Path("{path: health|v1/health}")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {

    @Inject
    private Tenants tenants;

    @Inject
    private Identities identities;

    @Inject
    private ManagementCluster management;

    @Inject
    private HealthMemory memory;

    /// Asking costs a call to each part, and anybody may ask: so the answer holds for a moment.
    @GET
    public Response health() {
        return memory.latest(this::look);
    }

    private Response look() {
        Map<String, Runnable> parts = new LinkedHashMap<>();
        parts.put("database", tenants::ping);
        parts.put("keycloak", identities::ping);
        parts.put("control-plane", management::ping);
        JsonObjectBuilder body = Json.createObjectBuilder();
        boolean well = true;
        for (Map.Entry<String, Runnable> part : parts.entrySet()) {
            boolean answers = answers(part.getKey(), part.getValue());
            body.add(part.getKey(), answers ? "ok" : "does not answer");
            well &= answers;
        }
        return Response.status(well ? 200 : 503).entity(body.build().toString()).build();
    }

    private static boolean answers(String name, Runnable ping) {
        try {
            ping.run();
            return true;
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(HealthResource.class).atDebug().addKeyValue("part", name).setCause(e).log("part does not answer");
            return false;
        }
    }
}
