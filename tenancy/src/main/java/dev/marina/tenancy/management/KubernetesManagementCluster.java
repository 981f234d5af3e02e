package dev.marina.tenancy.management;

import dev.marina.model.Cluster;
import dev.marina.model.NodePool;
import dev.marina.model.Tenant;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// The management cluster through the Kubernetes API, as the user of `tenancy.kubeconfig`.
public final class KubernetesManagementCluster implements ManagementCluster, AutoCloseable {

    private static final int NAMESPACE_SECONDS = 10;
    private static final Duration SOON = Duration.ofSeconds(5);
    /// Annotation of a Cluster: the work that made it.
    private static final String MAKER = "marina.dev/made-by";

    private final ManagementApi api;

    public KubernetesManagementCluster(Path kubeconfig, ControlPlaneCalls calls) {
        this.api = new ManagementApi(kubeconfig, calls);
    }

    @Override
    public WantedTenant publish(String tenant, Supplier<WantedTenant> wanted) {
        return api.ask(client -> ManagementApi.unlessChanged(() -> {
            Tenant present = client.resources(Tenant.class).withName(tenant).get();
            WantedTenant now = wanted.get();
            write(client, tenant, present, now.spec());
            return now;
        }));
    }

    private static void write(KubernetesClient client, String name, Tenant present, Tenant.Spec spec) {
        Tenant written = new Tenant();
        written.setSpec(spec);
        if (present == null) {
            written.setMetadata(new ObjectMetaBuilder().withName(name).build());
            client.resource(written).create();
            return;
        }
        if (present.isMarkedForDeletion()) {
            throw new ProblemException(new Problem.Unavailable("An earlier tenant of this name is still being removed", SOON));
        }
        if (!present.getSpec().id().equals(spec.id())) {
            throw new ProblemException(
                    new Problem.Conflict("The tenant's name is taken", List.of(new FieldProblem("tenant", name, "a name that nobody uses"))));
        }
        if (!present.getSpec().equals(spec)) {
            // With its resourceVersion: refused where somebody wrote in between.
            written.setMetadata(present.getMetadata());
            client.resource(written).update();
        }
    }

    @Override
    public void awaitReady(String tenant) {
        api.ask(client -> {
            try {
                return client.resources(Tenant.class).withName(tenant).waitUntilCondition(KubernetesManagementCluster::ready, NAMESPACE_SECONDS,
                        TimeUnit.SECONDS);
            } catch (KubernetesClientTimeoutException e) {
                throw new ProblemException(new Problem.Unavailable("The tenant's namespace is not there yet", SOON), e);
            }
        });
    }

    private static boolean ready(Tenant tenant) {
        return tenant != null && tenant.getStatus() != null && Tenant.READY.equals(tenant.getStatus().phase())
                && tenant.getMetadata().getGeneration().equals(tenant.getStatus().observedGeneration());
    }

    @Override
    public void remove(UUID id, String tenant) {
        api.ask(client -> {
            present(client, id, tenant).filter(present -> !present.isMarkedForDeletion()).ifPresent(present -> client.resource(present).delete());
            return null;
        });
    }

    @Override
    public boolean has(UUID id, String tenant) {
        return api.ask(client -> present(client, id, tenant).isPresent());
    }

    private static Optional<Tenant> present(KubernetesClient client, UUID id, String tenant) {
        return Optional.ofNullable(client.resources(Tenant.class).withName(tenant).get()).filter(found -> found.getSpec().id().equals(id.toString()));
    }

    @Override
    public List<ClusterState> clusters(String tenant) {
        return api.ask(client -> {
            List<NodePool> pools = client.resources(NodePool.class).inNamespace(tenant).list().getItems();
            return client.resources(Cluster.class).inNamespace(tenant).list().getItems().stream().map(cluster -> state(cluster, pools)).toList();
        });
    }

    @Override
    public Map<String, List<ClusterState>> clustersByTenant() {
        return api.ask(client -> {
            Map<String, List<NodePool>> pools = client.resources(NodePool.class).inAnyNamespace().list().getItems().stream()
                    .collect(Collectors.groupingBy(pool -> pool.getMetadata().getNamespace()));
            return client.resources(Cluster.class).inAnyNamespace().list().getItems().stream().collect(Collectors.groupingBy(
                    cluster -> cluster.getMetadata().getNamespace(),
                    Collectors.mapping(cluster -> state(cluster, pools.getOrDefault(cluster.getMetadata().getNamespace(), List.of())), Collectors.toList())));
        });
    }

    @Override
    public Optional<ClusterState> cluster(String tenant, String name) {
        return api.ask(client -> Optional.ofNullable(client.resources(Cluster.class).inNamespace(tenant).withName(name).get())
                .map(cluster -> state(cluster, client.resources(NodePool.class).inNamespace(tenant).list().getItems())));
    }

    static ClusterState state(Cluster cluster, List<NodePool> pools) {
        Cluster.Status status = cluster.getStatus();
        String phase = cluster.isMarkedForDeletion() ? "Deleting" : status == null || status.phase() == null ? "Provisioning" : status.phase();
        Wanted wanted = wanted(pools.stream().map(NodePool::getSpec).filter(pool -> cluster.getMetadata().getName().equals(pool.cluster())).toList());
        Cluster.Status seen = status == null ? new Cluster.Status(null, null, null, null, null, null, null, null) : status;
        return new ClusterState(cluster.getMetadata().getUid(), cluster.getMetadata().getName(), phase, seen.endpoint(), wanted, count(seen.nodes()),
                count(seen.readyNodes()), amount(seen.volumeBytes()), amount(seen.requests()), cluster.getMetadata().getCreationTimestamp());
    }

    private static Wanted wanted(List<NodePool.Spec> pools) {
        int nodes = 0;
        BigDecimal cpu = BigDecimal.ZERO;
        BigDecimal memory = BigDecimal.ZERO;
        for (NodePool.Spec pool : pools) {
            int replicas = pool.replicas() == null ? 0 : pool.replicas();
            nodes += replicas;
            cpu = cpu.add(amount(pool.cpu(), replicas));
            memory = memory.add(amount(pool.memory(), replicas));
        }
        return new Wanted(nodes, cpu.movePointRight(3).longValue(), memory.longValue());
    }

    private static BigDecimal amount(String quantity, int times) {
        return quantity == null ? BigDecimal.ZERO : Quantity.getAmountInBytes(new Quantity(quantity)).multiply(BigDecimal.valueOf(times));
    }

    @Override
    public void createCluster(UUID maker, String tenant, String name, Optional<Fork> fork) {
        api.ask(client -> {
            Cluster cluster = new Cluster();
            cluster.setMetadata(new ObjectMetaBuilder().withNamespace(tenant).withName(name).addToAnnotations(MAKER, maker.toString()).build());
            cluster.setSpec(fork.map(KubernetesManagementCluster::spec).orElseGet(() -> new Cluster.Spec(null, null, null, null)));
            Cluster present = createOrGet(client.resources(Cluster.class).inNamespace(tenant).resource(cluster));
            if (present.isMarkedForDeletion()) {
                throw new ProblemException(new Problem.Unavailable("An earlier cluster of this name is still being removed", SOON));
            }
            // Those from before there was the annotation have none.
            if (!maker(present).orElse(maker.toString()).equals(maker.toString())) {
                throw new ProblemException(new Problem.Conflict("There is a cluster " + name + " already",
                        List.of(new FieldProblem("name", name, "a name that no cluster of the tenant has"))));
            }
            return null;
        });
    }

    private static Cluster.Spec spec(Fork from) {
        return from.backup() == null
                ? new Cluster.Spec(from.podCidr(), from.serviceCidr(), null, new Cluster.Fork(from.clusterId(), from.version()))
                : new Cluster.Spec(from.podCidr(), from.serviceCidr(), null, null, from.backup());
    }

    @Override
    public void createNodePool(String tenant, String cluster, int nodes, NodeSize size) {
        api.ask(client -> {
            NodePool pool = new NodePool();
            pool.setMetadata(
                    new ObjectMetaBuilder().withNamespace(tenant).withName(cluster + "-pool").withOwnerReferences(owner(client, tenant, cluster)).build());
            pool.setSpec(new NodePool.Spec(cluster, nodes, size.cpu(), size.memory()));
            return createOrGet(client.resources(NodePool.class).inNamespace(tenant).resource(pool));
        });
    }

    @Override
    public List<PoolState> nodePools(String tenant, String cluster) {
        return api.ask(client -> client.resources(NodePool.class).inNamespace(tenant).list().getItems().stream()
                .filter(pool -> pool.getSpec().cluster().equals(cluster)).map(KubernetesManagementCluster::state).toList());
    }

    private static PoolState state(NodePool pool) {
        return PoolForm.state(pool);
    }

    private static int count(Integer given) {
        return given == null ? 0 : given;
    }

    private static long amount(Long given) {
        return given == null ? 0 : given;
    }

    @Override
    public PoolState createNodePool(String tenant, String cluster, String name, PoolWish wanted) {
        return api.ask(client -> {
            NodePool pool = new NodePool();
            pool.setMetadata(new ObjectMetaBuilder().withNamespace(tenant).withName(name).withOwnerReferences(owner(client, tenant, cluster)).build());
            pool.setSpec(PoolForm.spec(new NodePool.Spec(cluster, 0, NodeSize.STANDARD.cpu(), NodeSize.STANDARD.memory()), wanted));
            try {
                return state(client.resource(pool).create());
            } catch (KubernetesClientException e) {
                if (e.getCode() != 409) {
                    throw e;
                }
                throw new ProblemException(new Problem.Conflict("There is a node pool " + name + " already",
                        List.of(new FieldProblem("name", name, "a name that no node pool of the tenant has"))), e);
            }
        });
    }

    private static OwnerReference owner(KubernetesClient client, String tenant, String cluster) {
        Cluster owner = present(client, tenant, cluster);
        return new OwnerReferenceBuilder().withApiVersion(owner.getApiVersion()).withKind(owner.getKind()).withName(cluster)
                .withUid(owner.getMetadata().getUid()).build();
    }

    @Override
    public PoolState changeNodePool(String tenant, String cluster, String pool, PoolWish wanted, Consumer<PoolState> still) {
        return api.ask(client -> ManagementApi.unlessChanged(() -> {
            NodePool present = pool(client, tenant, cluster, pool)
                    .orElseThrow(() -> new ProblemException(new Problem.NotFound("node pool " + pool)));
            still.accept(state(present));
            present.setSpec(PoolForm.spec(present.getSpec(), wanted));
            // With its resourceVersion: refused where somebody wrote in between.
            return state(client.resource(present).update());
        }));
    }

    private static Optional<NodePool> pool(KubernetesClient client, String tenant, String cluster, String pool) {
        return Optional.ofNullable(client.resources(NodePool.class).inNamespace(tenant).withName(pool).get())
                .filter(present -> present.getSpec().cluster().equals(cluster));
    }

    @Override
    public void deleteNodePool(String tenant, String cluster, String pool) {
        api.ask(client -> pool(client, tenant, cluster, pool).map(present -> client.resource(present).delete()));
    }

    @Override
    public void deleteCluster(String tenant, ClusterState cluster) {
        api.ask(client -> {
            Cluster present = client.resources(Cluster.class).inNamespace(tenant).withName(cluster.name()).get();
            return present != null && present.getMetadata().getUid().equals(cluster.uid()) ? client.resource(present).delete() : null;
        });
    }

    @Override
    public void deleteCluster(UUID maker, String tenant, String name) {
        api.ask(client -> {
            Cluster present = client.resources(Cluster.class).inNamespace(tenant).withName(name).get();
            return present != null && maker(present).equals(Optional.of(maker.toString())) ? client.resource(present).delete() : null;
        });
    }

    private static Optional<String> maker(Cluster cluster) {
        return Optional.ofNullable(cluster.getMetadata().getAnnotations()).map(annotations -> annotations.get(MAKER));
    }

    @Override
    public Credentials issue(String tenant, String cluster, String csrPem, Duration life) {
        return api.ask(client -> {
            String path = "/apis/marina.dev/v1/namespaces/%s/clusters/%s/usercredentials".formatted(tenant, cluster);
            String answer = client.raw(ManagementApi.base(client) + path, "POST", Map.of("csr", csrPem, "expirationSeconds", life.toSeconds()));
            if (answer == null) {
                throw new KubernetesClientException("no cluster " + cluster);
            }
            return credentials(client.getKubernetesSerialization(), answer);
        });
    }

    @Override
    public Optional<String> account(String tenant, String cluster, String token, String audience) {
        return api.ask(client -> unlessAbsent(() -> {
            TokenReview review = new TokenReviewBuilder().withNewSpec().withToken(token).withAudiences(audience).endSpec().build();
            String answer = client.raw(ManagementApi.base(client) + "/apis/marina.dev/v1/namespaces/%s/clusters/%s/tokenreviews".formatted(tenant, cluster),
                    "POST", review);
            return Optional.ofNullable(answer).map(text -> client.getKubernetesSerialization().unmarshal(text, TokenReview.class).getStatus())
                    .filter(status -> Boolean.TRUE.equals(status.getAuthenticated())).map(status -> status.getUser().getUsername());
        }));
    }

    private static <T> Optional<T> unlessAbsent(Supplier<Optional<T>> question) {
        try {
            return question.get();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404) {
                throw e;
            }
            return Optional.empty();
        }
    }

    static Credentials credentials(KubernetesSerialization json, String answer) {
        Map<?, ?> fields = json.unmarshal(answer, Map.class);
        return new Credentials((String) fields.get("certificate"), (String) fields.get("serverCa"), (String) fields.get("server"));
    }

    @Override
    public AuditPage audit(String tenant, String cluster, Map<String, String> query) {
        return auditPage(read(tenant, cluster, "audit", query));
    }

    @Override
    public HistoryPage history(String tenant, String cluster, Map<String, String> query) {
        Map<String, Object> list = read(tenant, cluster, "history", query);
        return new HistoryPage(items(list), next(list));
    }

    @Override
    public Fork fork(String tenant, String cluster, String at) {
        PastMoment moment = moment(read(tenant, cluster, "history", Map.of("what", "moment", "at", at)));
        return api.ask(client -> {
            Cluster origin = present(client, tenant, cluster);
            return new Fork(origin.getStatus().clusterId(), moment.version(), origin.getSpec().podCidr(), origin.getSpec().serviceCidr());
        });
    }

    @Override
    public HistorySpan historySpan(String tenant, String cluster) {
        Map<String, Object> span = read(tenant, cluster, "history", Map.of("what", "span"));
        return new HistorySpan(moment(span.get("oldest")), moment(span.get("newest")));
    }

    @SuppressWarnings("unchecked")
    private static PastMoment moment(Object node) {
        Map<String, Object> fields = (Map<String, Object>) node;
        return new PastMoment((String) fields.get("time"), (String) fields.get("version"));
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> read(String tenant, String cluster, String subresource, Map<String, String> query) {
        return api.ask(client -> {
            String path = "/apis/marina.dev/v1/namespaces/%s/clusters/%s/%s?%s".formatted(tenant, cluster, subresource, encoded(query));
            String answer = client.raw(ManagementApi.base(client) + path);
            if (answer == null) {
                throw new ProblemException(new Problem.NotFound("cluster " + cluster));
            }
            return (Map<String, Object>) client.getKubernetesSerialization().unmarshal(answer, Map.class);
        });
    }

    private static String encoded(Map<String, String> query) {
        return query.entrySet().stream().map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    @SuppressWarnings("unchecked")
    private static AuditPage auditPage(Map<String, Object> list) {
        Map<String, Object> metadata = (Map<String, Object>) list.get("metadata");
        return new AuditPage(items(list), next(list),
                metadata.get("unreadable") instanceof Number blocks ? blocks.intValue() : 0);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> items(Map<String, Object> list) {
        return (List<Map<String, Object>>) list.get("items");
    }

    @SuppressWarnings("unchecked")
    private static String next(Map<String, Object> list) {
        return (String) ((Map<String, Object>) list.get("metadata")).get("continue");
    }

    @Override
    public AuditSettings auditSettings(String tenant, String cluster) {
        return api.ask(client -> settings(present(client, tenant, cluster)));
    }

    @Override
    public AuditSettings auditSettings(String tenant, String cluster, AuditSettings wanted) {
        boolean usual = wanted.equals(new AuditSettings(null, null, null));
        boolean kept = wanted.bytes() != null || wanted.days() != null;
        Cluster.Audit audit = usual ? null : new Cluster.Audit(wanted.policy(), kept ? new Cluster.Retention(wanted.bytes(), wanted.days()) : null);
        return settings(changed(tenant, cluster,
                spec -> new Cluster.Spec(spec.podCidr(), spec.serviceCidr(), audit, spec.fork(), spec.backup(), spec.network())));
    }

    private Cluster changed(String tenant, String cluster, UnaryOperator<Cluster.Spec> change) {
        return api.ask(client -> ManagementApi.unlessChanged(() -> {
            Cluster present = present(client, tenant, cluster);
            present.setSpec(change.apply(present.getSpec()));
            // With its resourceVersion: refused where somebody wrote in between.
            return client.resource(present).update();
        }));
    }

    @Override
    public NetworkSettings network(String tenant, String cluster) {
        return api.ask(client -> network(present(client, tenant, cluster)));
    }

    @Override
    public NetworkSettings network(String tenant, String cluster, NetworkSettings wanted) {
        Cluster.Network network = new Cluster.Network(wanted.backend(), wanted.reflector() == null ? null : new Cluster.Bgp(wanted.reflector()));
        return network(changed(tenant, cluster,
                spec -> new Cluster.Spec(spec.podCidr(), spec.serviceCidr(), spec.audit(), spec.fork(), spec.backup(), network)));
    }

    private static NetworkSettings network(Cluster cluster) {
        Cluster.Network network = Cluster.Network.of(cluster.getSpec());
        return new NetworkSettings(network.backend(), network.bgp() == null ? null : network.reflected());
    }

    private static Cluster present(KubernetesClient client, String tenant, String cluster) {
        return Optional.ofNullable(client.resources(Cluster.class).inNamespace(tenant).withName(cluster).get())
                .orElseThrow(() -> new ProblemException(new Problem.NotFound("cluster " + cluster)));
    }

    private static AuditSettings settings(Cluster cluster) {
        Cluster.Audit audit = cluster.getSpec().audit() == null ? new Cluster.Audit(null, null) : cluster.getSpec().audit();
        Cluster.Retention retention = audit.retention() == null ? new Cluster.Retention(null, null) : audit.retention();
        return new AuditSettings(audit.policy(), retention.bytes(), retention.days());
    }

    @Override
    public void ping() {
        api.ask(client -> client.getKubernetesVersion());
    }

    @Override
    public void close() {
        api.close();
    }

    private static <T extends HasMetadata> T createOrGet(Resource<T> resource) {
        T present = resource.get();
        if (present != null) {
            return present;
        }
        try {
            return resource.create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) {
                throw e;
            }
            return resource.require();
        }
    }
}
