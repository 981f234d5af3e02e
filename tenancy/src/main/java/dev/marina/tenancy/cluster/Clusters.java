package dev.marina.tenancy.cluster;

import dev.marina.tenancy.management.ManagementCluster;
import dev.marina.tenancy.management.ManagementCluster.ClusterState;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.signup.SignupRules;
import dev.marina.tenancy.tenant.Limits;
import dev.marina.tenancy.tenant.Tenant;
import dev.marina.tenancy.tenant.Tenants;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A tenant's clusters. What exists and how it is doing is always read from the management cluster.
public final class Clusters {

    public static final int DEFAULT_NODES = 2;
    private static final int MOST_NODES = 100;

    private final Tenants tenants;
    private final ManagementCluster management;
    private final Duration certificateLife;

    public Clusters(Tenants tenants, ManagementCluster management, Duration certificateLife) {
        this.tenants = tenants;
        this.management = management;
        this.certificateLife = certificateLife;
    }

    public List<ClusterState> list(Tenant tenant) {
        return management.clusters(tenant.name());
    }

    public ClusterState require(Tenant tenant, String name) {
        return management.cluster(tenant.name(), name).orElseThrow(() -> new ProblemException(new Problem.NotFound("cluster " + name)));
    }

    /// Counts and creates while nobody else creates one for this tenant, so that two requests cannot both take the last place.
    public ClusterState create(Tenant tenant, String name, int nodes) {
        requireValid(name, nodes);
        return tenants.alone(tenant.id(), locked -> {
            List<ClusterState> present = management.clusters(locked.name());
            if (present.stream().anyMatch(cluster -> cluster.name().equals(name))) {
                throw new ProblemException(new Problem.Conflict("There is a cluster " + name + " already",
                        List.of(new FieldProblem("name", name, "a name that no cluster of the tenant has"))));
            }
            QuotaUse.of(present).requireRoom(tenants.limits(locked.id()), nodes);
            management.createCluster(locked.name(), name);
            management.createNodePool(locked.name(), name, nodes);
            return require(locked, name);
        });
    }

    private static void requireValid(String name, int nodes) {
        List<FieldProblem> problems = new ArrayList<>();
        SignupRules.cluster(name).ifPresent(problems::add);
        if (nodes < 0 || nodes > MOST_NODES) {
            problems.add(new FieldProblem("nodes", Integer.toString(nodes), "a number from 0 to " + MOST_NODES));
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(new Problem.Invalid(problems));
        }
    }

    public void delete(Tenant tenant, String name) {
        require(tenant, name);
        management.deleteCluster(tenant.name(), name);
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
