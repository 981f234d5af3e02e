package dev.marina.tenancy.signup;

import dev.marina.tenancy.identity.Identities;
import dev.marina.tenancy.management.ManagementCluster;
import dev.marina.tenancy.member.Publishing;
import dev.marina.tenancy.procedure.Procedure;
import dev.marina.tenancy.procedure.Procedure.Step;
import dev.marina.tenancy.procedure.Procedures;
import dev.marina.tenancy.procedure.Run;
import dev.marina.tenancy.management.NodeSize;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A person's new tenant with its first cluster, in Keycloak, PostgreSQL and the management cluster.
public final class TenantCreation {

    public static final String FIRST_CLUSTER = "default";
    public static final int FIRST_NODES = 2;

    private final Procedure<Input> procedure;
    private final Procedures procedures;

    /// @param id of the tenant and of the work
    /// @param subject the first owner
    /// @param expires until when it lives, as text; null: until somebody deletes it
    public record Input(UUID id, String tenant, String subject, String expires) {}

    public TenantCreation(Procedure<Input> procedure, Procedures procedures) {
        this.procedure = procedure;
        this.procedures = procedures;
    }

    public static Procedure<Input> procedure(TenantRecords records, Identities identities, Publishing publishing,
            ManagementCluster management) {
        return new Procedure<>("tenant-creation", Input.class, List.of(
                new Step<>("RECORD",
                        input -> records.record(input.id(), input.tenant(), input.subject(), Optional.ofNullable(input.expires()).map(Instant::parse)),
                        input -> records.forget(input.id())),
                new Step<>("CREATE_GROUPS", input -> identities.createGroups(input.id(), input.tenant()),
                        input -> identities.removeGroups(input.id(), input.tenant())),
                // As the rows are then: somebody may have joined since.
                new Step<>("PUBLISH", input -> publishing.carryOut(input.id()), input -> management.remove(input.id(), input.tenant())),
                Step.of("AWAIT_NAMESPACE", input -> management.awaitReady(input.tenant())),
                Step.of("CREATE_CLUSTER", input -> management.createCluster(input.id(), input.tenant(), FIRST_CLUSTER)),
                Step.of("CREATE_NODES", input -> management.createNodePool(input.tenant(), FIRST_CLUSTER, FIRST_NODES, NodeSize.STANDARD))));
    }

    public Procedure<Input> procedure() {
        return procedure;
    }

    /// For a person who is one already. Whether everything stands when this returns; else it is being made.
    ///
    /// @throws dev.marina.tenancy.problem.ProblemException Invalid or Conflict
    public boolean create(String tenant, String subject, Optional<Instant> expires) {
        SignupRules.require(SignupRules.tenant(tenant));
        return begin(UUID.randomUUID(), tenant, subject, expires);
    }

    /// Whether everything stands when this returns; else it is being made.
    ///
    /// @param expires empty: it lives until somebody deletes it
    public boolean begin(UUID id, String tenant, String subject, Optional<Instant> expires) {
        return procedures.begin(procedure, id, tenant, new Input(id, tenant, subject, expires.map(Instant::toString).orElse(null)))
                .state() == Run.State.Complete;
    }
}
