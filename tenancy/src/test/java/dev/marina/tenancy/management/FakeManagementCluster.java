package dev.marina.tenancy.management;

import dev.marina.model.PlanLimits;
import dev.marina.model.Tenant;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The management cluster in memory; its clusters are Ready at once, have a volume of 1 GiB and were asked as often as the tenant's name has letters.
public class FakeManagementCluster implements ManagementCluster {

    /// A Tenant object at one resourceVersion.
    private record Stored(long version, Tenant.Spec spec) {}

    private final Map<String, Stored> tenants = new ConcurrentHashMap<>();
    public final Map<String, Map<String, Integer>> clusters = new ConcurrentHashMap<>();
    private final Map<String, UUID> makers = new ConcurrentHashMap<>();
    public volatile boolean down;
    public volatile boolean noRoomForNodes;
    /// Runs once, after the next writer looked up what to write and before it writes.
    public volatile Runnable beforeWrite = () -> {};

    @Override
    public WantedTenant publish(String tenant, Supplier<WantedTenant> wanted) {
        ping();
        while (true) {
            Stored present = tenants.get(tenant);
            WantedTenant now = wanted.get();
            if (present != null && !present.spec().id().equals(now.spec().id())) {
                throw new ProblemException(new Problem.Conflict("taken", List.of(new FieldProblem("tenant", tenant, "free"))));
            }
            Runnable meanwhile = beforeWrite;
            beforeWrite = () -> {};
            meanwhile.run();
            Stored next = new Stored(present == null ? 1 : present.version() + 1, now.spec());
            if (present == null ? tenants.putIfAbsent(tenant, next) == null : tenants.replace(tenant, present, next)) {
                return now;
            }
        }
    }

    /// Accounts by `tenant/cluster` and token.
    public final Map<String, String> accounts = new ConcurrentHashMap<>();

    @Override
    public Optional<String> account(String tenant, String cluster, String token, String audience) {
        ping();
        return Optional.ofNullable(accounts.get("%s/%s %s %s".formatted(tenant, cluster, token, audience)));
    }

    private final Map<String, AuditSettings> recording = new ConcurrentHashMap<>();

    /// One record that names the cluster, and what was asked for; of what is called `damaged` two blocks cannot be read.
    @Override
    public AuditPage audit(String tenant, String cluster, Map<String, String> query) {
        ping();
        return new AuditPage(List.of(Map.of("kind", "Event", "auditID", tenant + "/" + cluster, "requestURI", query.toString())),
                query.containsKey("continue") ? "" : "more", "damaged".equals(query.get("name")) ? 2 : 0);
    }

    /// One item, which says what was asked; of the year 2025 nothing is kept.
    @Override
    public HistoryPage history(String tenant, String cluster, Map<String, String> query) {
        ping();
        if (query.getOrDefault("at", "").startsWith("2025")) {
            throw new ProblemException(new Problem.Gone("not enough is kept", List.of(new FieldProblem("at", null, "2026-01-01T00:00:00Z or later"))));
        }
        Map<String, Object> item = query.get("what").equals("objects")
                ? Map.of("kind", query.get("resource"), "metadata", Map.of("name", tenant + "/" + cluster), "query", query.toString())
                : Map.of("resource", "pods", "namespace", "default", "name", tenant + "/" + cluster, "change", "changed", "patch",
                        List.of(Map.of("op", "remove", "path", query.toString())));
        return new HistoryPage(List.of(item), query.containsKey("continue") || query.containsKey("name") ? "" : "more");
    }

    @Override
    public Fork fork(String tenant, String cluster, String at) {
        ping();
        return new Fork("0123456789abcdef", at, "10.244.0.0/16", "10.96.0.0/16");
    }

    @Override
    public HistorySpan historySpan(String tenant, String cluster) {
        ping();
        return new HistorySpan(new PastMoment("2026-01-01T00:00:00Z", "1"), new PastMoment("2026-02-01T00:00:00Z", "9"));
    }

    @Override
    public AuditSettings auditSettings(String tenant, String cluster) {
        ping();
        return recording.getOrDefault(tenant + "/" + cluster, new AuditSettings(null, null, null));
    }

    @Override
    public AuditSettings auditSettings(String tenant, String cluster, AuditSettings wanted) {
        ping();
        recording.put(tenant + "/" + cluster, wanted);
        return wanted;
    }

    private final Map<String, NetworkSettings> networks = new ConcurrentHashMap<>();

    @Override
    public NetworkSettings network(String tenant, String cluster) {
        ping();
        return networks.getOrDefault(tenant + "/" + cluster, new NetworkSettings("vxlan", null));
    }

    @Override
    public NetworkSettings network(String tenant, String cluster, NetworkSettings wanted) {
        ping();
        networks.put(tenant + "/" + cluster, wanted);
        return wanted;
    }

    @Override
    public void awaitReady(String tenant) {
        ping();
    }

    /// Nodes take their time to go.
    public volatile boolean nodesStillGoing;

    @Override
    public boolean has(UUID id, String tenant) {
        ping();
        return spec(tenant).filter(spec -> spec.id().equals(id.toString())).isPresent();
    }

    public boolean suspended(String tenant) {
        return spec(tenant).filter(spec -> Boolean.TRUE.equals(spec.suspended())).isPresent();
    }

    @Override
    public void remove(UUID id, String tenant) {
        ping();
        if (nodesStillGoing) {
            return;
        }
        Stored present = tenants.get(tenant);
        if (present != null && present.spec().id().equals(id.toString())) {
            tenants.remove(tenant);
            clusters.remove(tenant);
            makers.keySet().removeIf(cluster -> cluster.startsWith(tenant + "/"));
        }
    }

    /// Roles by e-mail address.
    public Map<String, String> members(String tenant) {
        return spec(tenant).map(spec -> spec.members().stream().collect(Collectors.toMap(Tenant.Member::email, Tenant.Member::role))).orElse(Map.of());
    }

    public Optional<PlanLimits> limits(String tenant) {
        return spec(tenant).map(Tenant.Spec::limits);
    }

    private Optional<Tenant.Spec> spec(String tenant) {
        return Optional.ofNullable(tenants.get(tenant)).map(Stored::spec);
    }

    @Override
    public List<ClusterState> clusters(String tenant) {
        ping();
        List<ClusterState> states = new ArrayList<>();
        clusters.getOrDefault(tenant, Map.of())
                .forEach((name, nodes) -> states.add(new ClusterState(String.valueOf(makers.get(tenant + "/" + name)), name, "Ready",
                        "https://localhost/" + tenant + "/" + name, new Wanted(nodes, nodes * 1000L, nodes * 2L << 30), nodes, nodes,
                        1L << 30, tenant.length(), "2026-01-01T00:00:00Z")));
        return states;
    }

    @Override
    public Map<String, List<ClusterState>> clustersByTenant() {
        return clusters.keySet().stream().collect(Collectors.toMap(tenant -> tenant, this::clusters));
    }

    @Override
    public Optional<ClusterState> cluster(String tenant, String name) {
        return clusters(tenant).stream().filter(cluster -> cluster.name().equals(name)).findFirst();
    }

    /// Counts as the control plane's admission does: one at a time.
    @Override
    public synchronized void createCluster(UUID maker, String tenant, String name, Optional<Fork> fork) {
        ping();
        UUID present = makers.get(tenant + "/" + name);
        if (present != null) {
            if (!present.equals(maker)) {
                throw new ProblemException(new Problem.Conflict("taken", List.of(new FieldProblem("name", name, "free"))));
            }
            return;
        }
        Map<String, Integer> own = clusters.computeIfAbsent(tenant, _ -> new ConcurrentSkipListMap<>());
        int most = limits(tenant).map(PlanLimits::clusters).filter(limit -> !limit.isEmpty()).map(Integer::parseInt).orElse(Integer.MAX_VALUE);
        if (own.size() >= most) {
            throw new ProblemException(new Problem.QuotaExceeded("clusters", "1", Integer.toString(own.size()), Integer.toString(most)));
        }
        makers.put(tenant + "/" + name, maker);
        own.put(name, 0);
    }

    @Override
    public synchronized void createNodePool(String tenant, String cluster, int nodes, NodeSize size) {
        ping();
        if (noRoomForNodes) {
            throw new ProblemException(new Problem.QuotaExceeded("nodes", Integer.toString(nodes), "4", "4"));
        }
        clusters.get(tenant).put(cluster, nodes);
    }

    /// Pools beside the one that every cluster has, by tenant, cluster and name, and what is wished of any.
    private final Map<String, PoolWish> wishes = new ConcurrentSkipListMap<>();

    @Override
    public List<PoolState> nodePools(String tenant, String cluster) {
        Optional<ClusterState> found = cluster(tenant, cluster);
        if (found.isEmpty()) {
            return List.of();
        }
        String own = tenant + "/" + cluster + "/";
        List<PoolState> pools = new ArrayList<>(List.of(pool(cluster, cluster + "-pool", found.get().wanted().nodes(), wishes.get(own + cluster + "-pool"))));
        wishes.forEach((name, wish) -> {
            if (name.startsWith(own) && !name.equals(own + cluster + "-pool")) {
                pools.add(pool(cluster, name.substring(own.length()), wish.nodes() == null ? 0 : wish.nodes(), wish));
            }
        });
        return pools.stream().sorted(Comparator.comparing(PoolState::name)).toList();
    }

    private static PoolState pool(String cluster, String name, int nodes, PoolWish wish) {
        PoolWish known = wish == null ? new PoolWish(null, NodeSize.STANDARD, null, null, false, null, null, null, null) : wish;
        NodeSize size = known.size() == null ? NodeSize.STANDARD : known.size();
        return new PoolState("uid-of-" + cluster, name, nodes, nodes, nodes, size.cpu(), size.memory(), known, "NodesReady", "they are", null, null);
    }

    @Override
    public synchronized PoolState createNodePool(String tenant, String cluster, String pool, PoolWish wanted) {
        if (nodePools(tenant, cluster).stream().anyMatch(state -> state.name().equals(pool))) {
            throw new ProblemException(new Problem.Conflict("taken", List.of(new FieldProblem("name", pool, "free"))));
        }
        wishes.put(tenant + "/" + cluster + "/" + pool, wanted);
        return find(tenant, cluster, pool);
    }

    private PoolState find(String tenant, String cluster, String pool) {
        return nodePools(tenant, cluster).stream().filter(state -> state.name().equals(pool)).findFirst()
                .orElseThrow(() -> new ProblemException(new Problem.NotFound("node pool " + pool)));
    }

    @Override
    public synchronized PoolState changeNodePool(String tenant, String cluster, String pool, PoolWish wanted, Consumer<PoolState> still) {
        PoolState present = find(tenant, cluster, pool);
        still.accept(present);
        if (wanted.nodes() != null && pool.equals(cluster + "-pool")) {
            clusters.get(tenant).put(cluster, wanted.nodes());
        }
        wishes.put(tenant + "/" + cluster + "/" + pool, wanted);
        return find(tenant, cluster, pool);
    }

    @Override
    public synchronized void deleteNodePool(String tenant, String cluster, String pool) {
        wishes.remove(tenant + "/" + cluster + "/" + pool);
    }

    @Override
    public void deleteCluster(String tenant, ClusterState cluster) {
        remove(tenant, cluster.name());
    }

    private synchronized void remove(String tenant, String name) {
        ping();
        clusters.getOrDefault(tenant, new ConcurrentHashMap<>()).remove(name);
        makers.remove(tenant + "/" + name);
    }

    @Override
    public synchronized void deleteCluster(UUID maker, String tenant, String name) {
        if (maker.equals(makers.get(tenant + "/" + name))) {
            remove(tenant, name);
        }
    }

    @Override
    public Credentials issue(String tenant, String cluster, String csrPem, Duration life) {
        ping();
        return new Credentials("certificate for " + life, "ca", "https://localhost/" + tenant + "/" + cluster);
    }

    @Override
    public void ping() {
        if (down) {
            throw ProblemException.unavailable("The control plane", new IOException("down"));
        }
    }
}
