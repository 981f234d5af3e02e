package dev.marina.tenancy.management;

import dev.marina.model.Cluster;
import dev.marina.model.NodePool;
import dev.marina.model.Tenant;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The management cluster through the Kubernetes API, as the user of `tenancy.kubeconfig`.
public final class KubernetesManagementCluster implements ManagementCluster, AutoCloseable {

    private static final int MOST_ATTEMPTS = 10;
    private static final int NAMESPACE_SECONDS = 10;
    private static final Duration SOON = Duration.ofSeconds(5);
    /// Annotation of a Cluster: the work that made it.
    private static final String MAKER = "marina.dev/made-by";
    private static final Pattern EXCEEDED = Pattern.compile(
            "exceeded quota: plan, requested: (?<resource>\\w+)=(?<requested>\\S+), used: \\w+=(?<used>\\S+), limited: \\w+=(?<limit>\\S+)");

    private static final Map<String, String> REST_FIELDS = Map.of("metadata.name", "name", "spec.replicas", "nodes", "spec.cluster", "cluster");

    private final Path kubeconfig;
    /// Guarded by this; made when the file has appeared, made anew when it changed.
    private KubernetesClient client;
    private String clientOf = "";

    public KubernetesManagementCluster(Path kubeconfig) {
        this.kubeconfig = kubeconfig;
    }

    @Override
    public WantedTenant publish(String tenant, Supplier<WantedTenant> wanted) {
        return asking(client -> unlessChanged(() -> {
            Tenant present = client.resources(Tenant.class).withName(tenant).get();
            WantedTenant now = wanted.get();
            write(client, tenant, present, now.spec());
            return now;
        }));
    }

    /// Reads and writes until nobody wrote in between.
    private static <T> T unlessChanged(Supplier<T> change) {
        KubernetesClientException last = null;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            try {
                return change.get();
            } catch (KubernetesClientException e) {
                if (e.getCode() != 409) {
                    throw e;
                }
                last = e;
            }
        }
        throw ProblemException.unavailable("The control plane", last);
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
        asking(client -> {
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
        asking(client -> {
            present(client, id, tenant).filter(present -> !present.isMarkedForDeletion()).ifPresent(present -> client.resource(present).delete());
            return null;
        });
    }

    @Override
    public boolean has(UUID id, String tenant) {
        return asking(client -> present(client, id, tenant).isPresent());
    }

    private static Optional<Tenant> present(KubernetesClient client, UUID id, String tenant) {
        return Optional.ofNullable(client.resources(Tenant.class).withName(tenant).get()).filter(found -> found.getSpec().id().equals(id.toString()));
    }

    @Override
    public List<ClusterState> clusters(String tenant) {
        return asking(client -> {
            List<NodePool> pools = client.resources(NodePool.class).inNamespace(tenant).list().getItems();
            return client.resources(Cluster.class).inNamespace(tenant).list().getItems().stream().map(cluster -> state(cluster, pools)).toList();
        });
    }

    @Override
    public Map<String, List<ClusterState>> clustersByTenant() {
        return asking(client -> {
            Map<String, List<NodePool>> pools = client.resources(NodePool.class).inAnyNamespace().list().getItems().stream()
                    .collect(Collectors.groupingBy(pool -> pool.getMetadata().getNamespace()));
            return client.resources(Cluster.class).inAnyNamespace().list().getItems().stream().collect(Collectors.groupingBy(
                    cluster -> cluster.getMetadata().getNamespace(),
                    Collectors.mapping(cluster -> state(cluster, pools.getOrDefault(cluster.getMetadata().getNamespace(), List.of())), Collectors.toList())));
        });
    }

    @Override
    public Optional<ClusterState> cluster(String tenant, String name) {
        return asking(client -> Optional.ofNullable(client.resources(Cluster.class).inNamespace(tenant).withName(name).get())
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
    public void createCluster(UUID maker, String tenant, String name) {
        asking(client -> {
            Cluster cluster = new Cluster();
            cluster.setMetadata(new ObjectMetaBuilder().withNamespace(tenant).withName(name).addToAnnotations(MAKER, maker.toString()).build());
            cluster.setSpec(new Cluster.Spec(null, null));
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

    @Override
    public void createNodePool(String tenant, String cluster, int nodes, NodeSize size) {
        asking(client -> {
            Cluster owner = client.resources(Cluster.class).inNamespace(tenant).withName(cluster).require();
            NodePool pool = new NodePool();
            pool.setMetadata(new ObjectMetaBuilder().withNamespace(tenant).withName(cluster + "-pool")
                    .withOwnerReferences(new OwnerReferenceBuilder().withApiVersion(owner.getApiVersion()).withKind(owner.getKind())
                            .withName(cluster).withUid(owner.getMetadata().getUid()).build())
                    .build());
            pool.setSpec(new NodePool.Spec(cluster, nodes, size.cpu(), size.memory()));
            return createOrGet(client.resources(NodePool.class).inNamespace(tenant).resource(pool));
        });
    }

    @Override
    public List<PoolState> nodePools(String tenant, String cluster) {
        return asking(client -> client.resources(NodePool.class).inNamespace(tenant).list().getItems().stream()
                .filter(pool -> pool.getSpec().cluster().equals(cluster)).map(KubernetesManagementCluster::state).toList());
    }

    private static PoolState state(NodePool pool) {
        NodePool.Spec spec = pool.getSpec();
        NodePool.Status status = pool.getStatus();
        return new PoolState(pool.getMetadata().getUid(), pool.getMetadata().getName(), count(spec.replicas()),
                status == null ? 0 : count(status.replicas()), status == null ? 0 : count(status.readyReplicas()), spec.cpu(), spec.memory());
    }

    private static int count(Integer given) {
        return given == null ? 0 : given;
    }

    private static long amount(Long given) {
        return given == null ? 0 : given;
    }

    @Override
    public PoolState resize(String tenant, String cluster, String pool, int nodes, Consumer<PoolState> still) {
        return asking(client -> unlessChanged(() -> {
            NodePool present = client.resources(NodePool.class).inNamespace(tenant).withName(pool).get();
            if (present == null || !present.getSpec().cluster().equals(cluster)) {
                throw new ProblemException(new Problem.NotFound("node pool " + pool));
            }
            still.accept(state(present));
            present.setSpec(new NodePool.Spec(cluster, nodes, present.getSpec().cpu(), present.getSpec().memory()));
            // With its resourceVersion: refused where somebody wrote in between.
            return state(client.resource(present).update());
        }));
    }

    @Override
    public void deleteCluster(String tenant, ClusterState cluster) {
        asking(client -> {
            Cluster present = client.resources(Cluster.class).inNamespace(tenant).withName(cluster.name()).get();
            return present != null && present.getMetadata().getUid().equals(cluster.uid()) ? client.resource(present).delete() : null;
        });
    }

    @Override
    public void deleteCluster(UUID maker, String tenant, String name) {
        asking(client -> {
            Cluster present = client.resources(Cluster.class).inNamespace(tenant).withName(name).get();
            return present != null && maker(present).equals(Optional.of(maker.toString())) ? client.resource(present).delete() : null;
        });
    }

    private static Optional<String> maker(Cluster cluster) {
        return Optional.ofNullable(cluster.getMetadata().getAnnotations()).map(annotations -> annotations.get(MAKER));
    }

    @Override
    public Credentials issue(String tenant, String cluster, String csrPem, Duration life) {
        return asking(client -> {
            String path = "/apis/marina.dev/v1/namespaces/%s/clusters/%s/usercredentials".formatted(tenant, cluster);
            String answer = client.raw(base(client) + path, "POST", Map.of("csr", csrPem, "expirationSeconds", life.toSeconds()));
            if (answer == null) {
                throw new KubernetesClientException("no cluster " + cluster);
            }
            return credentials(client.getKubernetesSerialization(), answer);
        });
    }

    static Credentials credentials(KubernetesSerialization json, String answer) {
        Map<?, ?> fields = json.unmarshal(answer, Map.class);
        return new Credentials((String) fields.get("certificate"), (String) fields.get("serverCa"), (String) fields.get("server"));
    }

    private static String base(KubernetesClient client) {
        String url = client.getMasterUrl().toString();
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    @Override
    public void ping() {
        asking(client -> client.getKubernetesVersion());
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
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

    private <T> T asking(Function<KubernetesClient, T> question) {
        try {
            return question.apply(client());
        } catch (KubernetesClientException e) {
            throw translated(e);
        }
    }

    private static ProblemException translated(KubernetesClientException e) {
        String message = e.getStatus() == null || e.getStatus().getMessage() == null ? e.getMessage() : e.getStatus().getMessage();
        return new ProblemException(switch (e.getCode()) {
            case 403 -> exceeded(message).orElseGet(() -> unavailable("The control plane does not let the platform do this"));
            case 422 -> new Problem.Unprocessable(message, causes(e.getStatus()));
            case 404 -> new Problem.NotFound(e.getStatus() == null ? "such object" : message);
            // It answers, and says what it waits for.
            case 503 -> unavailable(e.getStatus() == null ? "The control plane does not answer" : message);
            default -> unavailable("The control plane does not answer");
        }, e);
    }

    /// By the names that the REST API has for them, where it has one.
    static List<FieldProblem> causes(Status status) {
        if (status == null || status.getDetails() == null || status.getDetails().getCauses() == null) {
            return List.of();
        }
        return status.getDetails().getCauses().stream()
                .map(cause -> new FieldProblem(REST_FIELDS.getOrDefault(cause.getField(), cause.getField()), null, cause.getMessage())).toList();
    }

    private static Problem unavailable(String detail) {
        return new Problem.Unavailable(detail, SOON);
    }

    /// What the admission of clusters and node pools says of the tenant's plan.
    static Optional<Problem> exceeded(String message) {
        Matcher found = EXCEEDED.matcher(message);
        return found.find()
                ? Optional.of(new Problem.QuotaExceeded(found.group("resource"), found.group("requested"), found.group("used"), found.group("limit")))
                : Optional.empty();
    }

    private synchronized KubernetesClient client() {
        String text;
        try {
            text = Files.readString(kubeconfig);
        } catch (NoSuchFileException e) {
            throw new KubernetesClientException("the control plane has not written " + kubeconfig + " yet", e);
        } catch (IOException e) {
            throw new KubernetesClientException("cannot read " + kubeconfig, e);
        }
        if (!text.equals(clientOf)) {
            close();
            // The client takes a PKCS#8 key for an RSA one unless told otherwise.
            Config config = new ConfigBuilder(Config.fromKubeconfig(text)).withClientKeyAlgo("EC").withRequestTimeout(10_000).withConnectionTimeout(2_000)
                    .withRequestRetryBackoffLimit(2).build();
            client = new KubernetesClientBuilder().withConfig(config).build();
            clientOf = text;
        }
        return client;
    }
}
