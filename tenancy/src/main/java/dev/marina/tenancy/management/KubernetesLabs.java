package dev.marina.tenancy.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.model.Cluster;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Labs through the Kubernetes API of the management cluster, as the user of `tenancy.kubeconfig`.
public final class KubernetesLabs implements ManagementLabs, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CATALOGUE = "/apis/learn.marina.dev/v1/labs";
    private static final String RESULTS = "/apis/marina.dev/v1/namespaces/%s/clusters/%s/labresults?labs=%s";

    private static final String OPENED = "/apis/marina.dev/v1/namespaces/%s/clusters/%s/openedlabs";
    private static final String COPIES = "/apis/learn.marina.dev/v1/labsources/";
    /// Annotation of a Cluster: copies that are open in it.
    private static final String OPEN = "learn.marina.dev/opened-labs";
    private static final int GONE_ALREADY = 404;
    private static final Map<String, String> DELETION = Map.of("apiVersion", "v1", "kind", "DeleteOptions");

    private final ManagementApi api;

    public KubernetesLabs(Path kubeconfig, ControlPlaneCalls calls) {
        this.api = new ManagementApi(kubeconfig, calls);
    }

    @Override
    public List<InstalledLab> labs() {
        return items(CATALOGUE, "the labs").valueStream().map(KubernetesLabs::lab).toList();
    }

    private static InstalledLab lab(JsonNode lab) {
        JsonNode spec = lab.path("spec");
        return new InstalledLab(lab.at("/metadata/name").asText(), spec.path("course").asText(), Words.of(spec.path("title")), goals(spec));
    }

    private static List<InstalledLab.Goal> goals(JsonNode lab) {
        return lab.path("goals").valueStream().map(goal -> new InstalledLab.Goal(goal.path("id").asText(), Words.of(goal.path("title")))).toList();
    }

    @Override
    public List<LabResult> results(String tenant, String cluster, Set<String> labs) {
        // A lab's id is a DNS label, as names of tenants and clusters are.
        return items(RESULTS.formatted(tenant, cluster, String.join(",", labs)), "cluster " + cluster).valueStream()
                .map(run -> JSON.convertValue(run, LabResult.class)).toList();
    }

    @Override
    public OpenedSource open(String tenant, String cluster, String source, String name) {
        Map<String, Object> wanted = Map.of("apiVersion", "learn.marina.dev/v1", "kind", "OpenedLabs", "metadata", Map.of("name", name), "spec",
                Map.of("source", source));
        return api.ask(client -> opened(JSON.valueToTree(client.getKubernetesSerialization().unmarshal(
                client.raw(ManagementApi.base(client) + OPENED.formatted(tenant, cluster), "POST", wanted), Map.class)).path("items").path(0)));
    }

    private static OpenedSource opened(JsonNode item) {
        return new OpenedSource(item.path("name").asText(), item.path("cluster").asText(), item.path("source").asText(), item.path("now").asText(),
                item.path("labs").valueStream().map(lab -> new InstalledLab(lab.path("id").asText(), "", Words.of(lab.path("title")), goals(lab))).toList());
    }

    /// A copy is asked for by way of any cluster of the tenant's.
    @Override
    public List<OpenedSource> opened(String tenant, Set<String> names) {
        Optional<String> any = names.isEmpty()
                ? Optional.empty()
                : api.ask(client -> client.resources(Cluster.class).inNamespace(tenant).list().getItems().stream().filter(KubernetesLabs::answers)
                        .map(cluster -> cluster.getMetadata().getName()).findFirst());
        return any.map(cluster -> items(OPENED.formatted(tenant, cluster) + "?names=" + String.join(",", names), "cluster " + cluster).valueStream()
                .map(KubernetesLabs::opened).toList()).orElse(List.of());
    }

    private static boolean answers(Cluster cluster) {
        return !cluster.isMarkedForDeletion() && cluster.getStatus() != null && "Ready".equals(cluster.getStatus().phase());
    }

    @Override
    public void close(String name) {
        api.ask(client -> {
            try {
                // Without a body the client would send a GET.
                client.raw(ManagementApi.base(client) + COPIES + name, "DELETE", DELETION);
            } catch (KubernetesClientException e) {
                if (e.getCode() != GONE_ALREADY) {
                    throw e;
                }
            }
            return null;
        });
    }

    @Override
    public void let(String tenant, String cluster, Set<String> names) {
        String wanted = String.join(",", new TreeSet<>(names));
        api.ask(client -> ManagementApi.unlessChanged(() -> {
            Cluster present = Optional.ofNullable(client.resources(Cluster.class).inNamespace(tenant).withName(cluster).get())
                    .filter(found -> !found.isMarkedForDeletion()).orElseThrow(() -> new ProblemException(new Problem.NotFound("cluster " + cluster)));
            Map<String, String> annotations = new HashMap<>(Optional.ofNullable(present.getMetadata().getAnnotations()).orElse(Map.of()));
            if (annotations.getOrDefault(OPEN, "").equals(wanted)) {
                return present;
            }
            annotations.put(OPEN, wanted);
            present.getMetadata().setAnnotations(annotations);
            // With its resourceVersion: refused where somebody wrote in between.
            return client.resource(present).update();
        }));
    }

    private JsonNode items(String path, String what) {
        return api.read(path).orElseThrow(() -> new ProblemException(new Problem.NotFound(what))).path("items");
    }

    @Override
    public void close() {
        api.close();
    }
}
