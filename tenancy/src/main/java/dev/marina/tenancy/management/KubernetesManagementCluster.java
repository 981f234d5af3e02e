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
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/// The management cluster through the Kubernetes API, as the user of `tenancy.kubeconfig`.
public final class KubernetesManagementCluster implements ManagementCluster, AutoCloseable {

    private static final int MOST_ATTEMPTS = 10;
    private static final int NAMESPACE_SECONDS = 10;
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String NODE_CPU = "1";
    private static final String NODE_MEMORY = "2Gi";

    private final Path kubeconfig;
    /// Guarded by this; made when the file has appeared, made anew when it changed.
    private KubernetesClient client;
    private String clientOf = "";

    public KubernetesManagementCluster(Path kubeconfig) {
        this.kubeconfig = kubeconfig;
    }

    @Override
    public WantedTenant publish(String tenant, Supplier<WantedTenant> wanted) {
        return asking(client -> {
            KubernetesClientException last = null;
            for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
                Tenant present = client.resources(Tenant.class).withName(tenant).get();
                WantedTenant now = wanted.get();
                try {
                    write(client, tenant, present, now.spec());
                    return now;
                } catch (KubernetesClientException e) {
                    if (e.getCode() != 409) {
                        throw e;
                    }
                    last = e;
                }
            }
            throw ProblemException.unavailable("The control plane", last);
        });
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
            throw new ProblemException(new Problem.Conflict("The tenant's name is taken", List.of(new FieldProblem("tenant", name, "a name that nobody uses"))));
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
                return client.resources(Tenant.class).withName(tenant).waitUntilCondition(KubernetesManagementCluster::ready, NAMESPACE_SECONDS, TimeUnit.SECONDS);
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
            Tenant present = client.resources(Tenant.class).withName(tenant).get();
            if (present != null && present.getSpec().id().equals(id.toString())) {
                client.resource(present).delete();
            }
            return null;
        });
    }

    @Override
    public List<ClusterState> clusters(String tenant) {
        return asking(client -> {
            List<NodePool> pools = client.resources(NodePool.class).inNamespace(tenant).list().getItems();
            return client.resources(Cluster.class).inNamespace(tenant).list().getItems().stream().map(cluster -> state(cluster, pools)).toList();
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
        List<NodePool> own = pools.stream().filter(pool -> cluster.getMetadata().getName().equals(pool.getSpec().cluster())).toList();
        int wanted = own.stream().map(pool -> pool.getSpec().replicas()).filter(Objects::nonNull).mapToInt(Integer::intValue).sum();
        return new ClusterState(cluster.getMetadata().getName(), phase, status == null ? null : status.endpoint(), wanted,
                status == null || status.nodes() == null ? 0 : status.nodes(),
                status == null || status.readyNodes() == null ? 0 : status.readyNodes(), cluster.getMetadata().getCreationTimestamp());
    }

    @Override
    public void createCluster(String tenant, String name) {
        asking(client -> {
            Cluster cluster = new Cluster();
            cluster.setMetadata(new ObjectMetaBuilder().withNamespace(tenant).withName(name).build());
            cluster.setSpec(new Cluster.Spec(null, null));
            return createOrGet(client.resources(Cluster.class).inNamespace(tenant).resource(cluster));
        });
    }

    @Override
    public void createNodePool(String tenant, String cluster, int nodes) {
        asking(client -> {
            Cluster owner = client.resources(Cluster.class).inNamespace(tenant).withName(cluster).require();
            NodePool pool = new NodePool();
            pool.setMetadata(new ObjectMetaBuilder().withNamespace(tenant).withName(cluster + "-pool")
                    .withOwnerReferences(new OwnerReferenceBuilder().withApiVersion(owner.getApiVersion()).withKind(owner.getKind())
                            .withName(cluster).withUid(owner.getMetadata().getUid()).build()).build());
            pool.setSpec(new NodePool.Spec(cluster, nodes, NODE_CPU, NODE_MEMORY));
            return createOrGet(client.resources(NodePool.class).inNamespace(tenant).resource(pool));
        });
    }

    @Override
    public void deleteCluster(String tenant, String name) {
        asking(client -> client.resources(Cluster.class).inNamespace(tenant).withName(name).delete());
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
        return switch (e.getCode()) {
            case 403, 422 -> new ProblemException(new Problem.Conflict(e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage(), List.of()), e);
            case 404 -> new ProblemException(new Problem.NotFound(e.getStatus() == null ? "it" : e.getStatus().getMessage()), e);
            default -> ProblemException.unavailable("The control plane", e);
        };
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
