package dev.marina.tenancy.cluster;

import dev.marina.tenancy.management.ManagementCluster;
import dev.marina.tenancy.management.ManagementCluster.AuditPage;
import dev.marina.tenancy.management.ManagementCluster.AuditSettings;
import dev.marina.tenancy.management.ManagementCluster.ClusterState;
import dev.marina.tenancy.management.ManagementCluster.Fork;
import dev.marina.tenancy.management.ManagementCluster.HistoryPage;
import dev.marina.tenancy.management.ManagementCluster.HistorySpan;
import dev.marina.tenancy.management.ManagementCluster.NetworkSettings;
import dev.marina.tenancy.management.ManagementCluster.PoolState;
import dev.marina.tenancy.management.PoolWish;
import dev.marina.tenancy.person.Person;
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
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// A tenant's clusters. What exists and how it is doing is always read from the management cluster.
public final class Clusters {

    public static final int DEFAULT_NODES = 2;
    /// The control plane signs none for less.
    private static final Duration SHORTEST_LIFE = Duration.ofMinutes(10);
    public static final int MOST_NODES = 100;
    private static final int LOOKING_BACK = 4;
    public static final String NODES_EXPECTED = "a number from 0 to " + MOST_NODES;

    private final Tenants tenants;
    private final ManagementCluster management;
    private final Procedures procedures;
    private final Procedure<ClusterCreation.Input> creation;
    private final Procedure<ClusterDeletion.Input> deletion;
    private final Duration certificateLife;
    private final AtOnce lookingBack = new AtOnce(LOOKING_BACK);

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
        requireFree(tenant, name, nodes);
        return create(tenant, name, nodes, null);
    }

    /// A new cluster that begins with what another one was; as [#create].
    ///
    /// @param at a time or a version
    public Optional<ClusterState> fork(Tenant tenant, String origin, String at, String name, int nodes) {
        require(tenant, origin);
        requireFree(tenant, name, nodes);
        return create(tenant, name, nodes, lookingBack.one(tenant.name(), () -> management.fork(tenant.name(), origin, at)));
    }

    /// A new cluster that begins with a backup; as [#create].
    public Optional<ClusterState> begin(Tenant tenant, String name, int nodes, Fork backup) {
        requireFree(tenant, name, nodes);
        return create(tenant, name, nodes, backup);
    }

    private void requireFree(Tenant tenant, String name, int nodes) {
        SignupRules.require(SignupRules.cluster(name), nodes < 0 || nodes > MOST_NODES
                ? Optional.of(new FieldProblem("nodes", Integer.toString(nodes), NODES_EXPECTED))
                : Optional.empty());
        if (management.cluster(tenant.name(), name).isPresent()) {
            throw new ProblemException(new Problem.Conflict("There is a cluster " + name + " already",
                    List.of(new FieldProblem("name", name, "a name that no cluster of the tenant has"))));
        }
    }

    private Optional<ClusterState> create(Tenant tenant, String name, int nodes, Fork fork) {
        UUID id = UUID.randomUUID();
        Run run = procedures.begin(creation, id, about(tenant, name), new ClusterCreation.Input(id, tenant.name(), name, nodes, fork));
        return run.state() == Run.State.Complete ? management.cluster(tenant.name(), name) : Optional.empty();
    }

    /// Returns when it is noted; [#require] says when it has ended.
    ///
    /// @param still throws where the cluster is not any more what the caller has seen
    public void delete(Tenant tenant, String name, Consumer<ClusterState> still) {
        ClusterState present = require(tenant, name);
        still.accept(present);
        UUID id = UUID.randomUUID();
        if (procedures.open(deletion, about(tenant, name)).isEmpty()) {
            procedures.begin(deletion, id, about(tenant, name), new ClusterDeletion.Input(id, tenant.name(), name, present.identity()));
        }
    }

    /// By name.
    public List<PoolState> nodePools(Tenant tenant, String cluster) {
        require(tenant, cluster);
        return management.nodePools(tenant.name(), cluster);
    }

    public PoolState nodePool(Tenant tenant, String cluster, String pool) {
        return nodePools(tenant, cluster).stream().filter(state -> state.name().equals(pool)).findFirst()
                .orElseThrow(() -> new ProblemException(new Problem.NotFound("node pool " + pool)));
    }

    /// @param still throws where the pool is not any more what the caller has seen
    public PoolState change(Tenant tenant, String cluster, String pool, PoolWish wanted, Consumer<PoolState> still) {
        require(tenant, cluster);
        return management.changeNodePool(tenant.name(), cluster, pool, wanted, still);
    }

    public PoolState createNodePool(Tenant tenant, String cluster, String pool, PoolWish wanted) {
        require(tenant, cluster);
        return management.createNodePool(tenant.name(), cluster, pool, wanted);
    }

    /// @param still throws where the pool is not any more what the caller has seen
    public void deleteNodePool(Tenant tenant, String cluster, String pool, Consumer<PoolState> still) {
        still.accept(nodePool(tenant, cluster, pool));
        management.deleteNodePool(tenant.name(), cluster, pool);
    }

    public AuditPage audit(Tenant tenant, String cluster, Map<String, String> query) {
        require(tenant, cluster);
        return management.audit(tenant.name(), cluster, query);
    }

    /// What was in the cluster earlier. A few of a tenant's requests at once: each may wait for its turn at the control plane.
    public HistoryPage history(Tenant tenant, String cluster, Map<String, String> query) {
        require(tenant, cluster);
        return lookingBack.one(tenant.name(), () -> management.history(tenant.name(), cluster, query));
    }

    public HistorySpan historySpan(Tenant tenant, String cluster) {
        require(tenant, cluster);
        return lookingBack.one(tenant.name(), () -> management.historySpan(tenant.name(), cluster));
    }

    public AuditSettings auditSettings(Tenant tenant, String cluster) {
        require(tenant, cluster);
        return management.auditSettings(tenant.name(), cluster);
    }

    public AuditSettings auditSettings(Tenant tenant, String cluster, AuditSettings wanted) {
        require(tenant, cluster);
        return management.auditSettings(tenant.name(), cluster, wanted);
    }

    public NetworkSettings network(Tenant tenant, String cluster) {
        require(tenant, cluster);
        return management.network(tenant.name(), cluster);
    }

    public NetworkSettings network(Tenant tenant, String cluster, NetworkSettings wanted) {
        require(tenant, cluster);
        return management.network(tenant.name(), cluster, wanted);
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
    ///
    /// @param atMost what the certificate is good for, where that is shorter than usual
    public String kubeconfig(Tenant tenant, String name, Person person, Optional<Duration> atMost) {
        require(tenant, name);
        UserKey key = UserKey.generate();
        var credentials = management.issue(tenant.name(), name, key.csrPem(person.email(), person.subject()), life(atMost));
        return Kubeconfig.of(tenant.name(), name, person.email(), credentials, key.privatePem());
    }

    private Duration life(Optional<Duration> atMost) {
        Duration wanted = atMost.filter(most -> most.compareTo(certificateLife) < 0).orElse(certificateLife);
        return wanted.compareTo(SHORTEST_LIFE) < 0 ? SHORTEST_LIFE : wanted;
    }
}
