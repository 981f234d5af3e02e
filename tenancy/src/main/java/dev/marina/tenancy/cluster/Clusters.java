package dev.marina.tenancy.cluster;

import dev.marina.tenancy.management.ManagementCluster;
import dev.marina.tenancy.management.ManagementCluster.ClusterState;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.procedure.Procedure;
import dev.marina.tenancy.procedure.Procedures;
import dev.marina.tenancy.procedure.Run;
import dev.marina.tenancy.signup.SignupRules;
import dev.marina.tenancy.tenant.Limits;
import dev.marina.tenancy.tenant.Tenant;
import dev.marina.tenancy.tenant.Tenants;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A tenant's clusters. What exists and how it is doing is always read from the management cluster.
public final class Clusters {

    public static final int DEFAULT_NODES = 2;
    private static final int MOST_NODES = 100;

    private final Tenants tenants;
    private final ManagementCluster management;
    private final Procedures procedures;
    private final Procedure<ClusterCreation.Input> creation;
    private final Procedure<ClusterDeletion.Input> deletion;
    private final Duration certificateLife;

    public Clusters(Tenants tenants, ManagementCluster management, Procedures procedures, Procedure<ClusterCreation.Input> creation,
            Procedure<ClusterDeletion.Input> deletion, Duration certificateLife) {
        this.tenants = tenants;
        this.management = management;
        this.procedures = procedures;
        this.creation = creation;
        this.deletion = deletion;
        this.certificateLife = certificateLife;
    }

    public List<ClusterState> list(Tenant tenant) {
        return management.clusters(tenant.name());
    }

    public ClusterState require(Tenant tenant, String name) {
        return management.cluster(tenant.name(), name).orElseThrow(() -> new ProblemException(new Problem.NotFound("cluster " + name)));
    }

    /// Empty where the cluster is still being made; it will be, or was refused by then.
    public Optional<ClusterState> create(Tenant tenant, String name, int nodes) {
        SignupRules.require(SignupRules.cluster(name), nodes < 0 || nodes > MOST_NODES
                ? Optional.of(new FieldProblem("nodes", Integer.toString(nodes), "a number from 0 to " + MOST_NODES)) : Optional.empty());
        if (management.cluster(tenant.name(), name).isPresent()) {
            throw new ProblemException(new Problem.Conflict("There is a cluster " + name + " already",
                    List.of(new FieldProblem("name", name, "a name that no cluster of the tenant has"))));
        }
        UUID id = UUID.randomUUID();
        Run run = procedures.begin(creation, id, about(tenant, name), new ClusterCreation.Input(id, tenant.name(), name, nodes));
        return run.state() == Run.State.Complete ? management.cluster(tenant.name(), name) : Optional.empty();
    }

    /// Returns when it is noted; [#require] says when it has ended.
    public void delete(Tenant tenant, String name) {
        require(tenant, name);
        UUID id = UUID.randomUUID();
        if (procedures.open(deletion, about(tenant, name)).isEmpty()) {
            procedures.begin(deletion, id, about(tenant, name), new ClusterDeletion.Input(id, tenant.name(), name));
        }
    }

    private static String about(Tenant tenant, String cluster) {
        return tenant.name() + "/" + cluster;
    }

    public QuotaUse use(Tenant tenant) {
        return QuotaUse.of(management.clusters(tenant.name()));
    }

    public Limits limits(Tenant tenant) {
        return tenants.limits(tenant.id());
    }

    /// A kubeconfig for this person. The key is made here, goes to nobody else, and is not kept.
    public String kubeconfig(Tenant tenant, String name, String email) {
        require(tenant, name);
        UserKey key = UserKey.generate();
        var credentials = management.issue(tenant.name(), name, key.csrPem(email), certificateLife);
        return Kubeconfig.of(tenant.name(), name, email, credentials, key.privatePem());
    }
}
