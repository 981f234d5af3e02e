package dev.marina.tenancy.rest;

import dev.marina.tenancy.audit.Act;
import dev.marina.tenancy.audit.AuditTrail;
import dev.marina.tenancy.tenant.Permission;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What was done to a tenant, the newest first.
@RequestScoped
@Path("v1/tenants/{tenant}/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tenants")
public class AuditResource {

    @Inject
    private Caller caller;

    @Inject
    private AuditTrail trail;

    public record RecordedAct(
            Instant at,
            @Schema(description = "As in the header Marina-Request-Id of the answer") UUID request,
            @Schema(description = "Address of the person; absent where nobody was known") String actor,
            @Schema(description = "The API token that they used, where it was one") UUID apiToken,
            String address, String method, String path, int status,
            @Schema(enumeration = {
                    "Done", "Refused", "Failed"}) String outcome) {

        static RecordedAct of(Act act) {
            return new RecordedAct(act.at(), act.requestId(), act.actorEmail().orElse(null), act.apiToken().orElse(null), act.address(), act.method(),
                    act.path(), act.status(), act.outcome().name());
        }
    }

    @GET
    @Needs(Permission.AUDIT_READ)
    @Operation(summary = "What was done to the tenant, the newest first")
    public Page<RecordedAct> list(@PathParam("tenant") String tenant, @Valid @BeanParam PageRequest page) {
        return Page.of(trail.of(caller.tenant().id(), page.before(), page.rows()), page, act -> Long.toString(act.id()), RecordedAct::of);
    }
}
