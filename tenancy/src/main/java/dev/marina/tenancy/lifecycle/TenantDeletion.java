package dev.marina.tenancy.lifecycle;

import dev.marina.tenancy.identity.Identities;
import dev.marina.tenancy.image.ImageRegistry;
import dev.marina.tenancy.management.ManagementCluster;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.procedure.NotYet;
import dev.marina.tenancy.procedure.Procedure;
import dev.marina.tenancy.procedure.Procedure.Step;
import dev.marina.tenancy.procedure.Procedures;
import dev.marina.tenancy.signup.TenantRecords;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// The end of a tenant with everything that it has. Once it was asked for there is no way back; the name is free when all of it is gone.
/// What was used and what was done stays on record.
public final class TenantDeletion {

    static final String KIND = "tenant-deletion";
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Procedure<Input> procedure;
    private final Procedures procedures;

    /// @param id of the tenant
    public record Input(UUID id, String tenant) {}

    /// Whether other work within a tenant is under way, which names the tenant and would go on in a later one of its name.
    @FunctionalInterface
    public interface OtherWork {
        boolean within(String tenant, String butKind);
    }

    public TenantDeletion(Procedure<Input> procedure, Procedures procedures) {
        this.procedure = procedure;
        this.procedures = procedures;
    }

    public static Procedure<Input> procedure(TenantRecords records, Identities identities, ManagementCluster management, ImageRegistry images,
            OtherWork others) {
        return new Procedure<>(KIND, Input.class, List.of(
                // From here on nobody publishes it anew.
                Step.of("CLOSE", input -> records.close(input.id())),
                Step.of("REMOVE_CLUSTERS", input -> {
                    management.remove(input.id(), input.tenant());
                    require(!management.has(input.id(), input.tenant()), "the tenant's clusters are being removed");
                }),
                Step.of("REMOVE_GROUPS", input -> identities.removeGroups(input.id(), input.tenant())),
                Step.of("REMOVE_IMAGES", input -> images.removeTenant(input.id(), input.tenant())),
                Step.of("AWAIT_OTHER_WORK", input -> require(!others.within(input.tenant(), KIND), "other work in the tenant has to end")),
                Step.of("FORGET", input -> records.forget(input.id()))));
    }

    private static void require(boolean reached, String waitsFor) {
        if (!reached) {
            throw new NotYet(waitsFor);
        }
    }

    /// Returns when it is noted, and the tenant is closed unless a part of the platform does not answer. May be repeated.
    ///
    /// @param id of the tenant
    /// @param creation the work that may still be making the tenant
    public void begin(UUID id, String tenant, Procedure<?> creation) {
        if (procedures.open(creation, tenant).isPresent()) {
            throw new ProblemException(new Problem.Unavailable("The tenant is still being made", SOON));
        }
        if (procedures.open(procedure, tenant).isEmpty()) {
            procedures.begin(procedure, UUID.randomUUID(), tenant, new Input(id, tenant));
        }
    }
}
