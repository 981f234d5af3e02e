package dev.marina.tenancy.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Labs through the Kubernetes API of the management cluster, as the user of `tenancy.kubeconfig`.
public final class KubernetesLabs implements ManagementLabs, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CATALOGUE = "/apis/learn.marina.dev/v1/labs";
    private static final String RESULTS = "/apis/marina.dev/v1/namespaces/%s/clusters/%s/labresults?labs=%s";

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
        return new InstalledLab(lab.at("/metadata/name").asText(), spec.path("course").asText(), Words.of(spec.path("title")),
                spec.path("goals").valueStream().map(goal -> new InstalledLab.Goal(goal.path("id").asText(), Words.of(goal.path("title")))).toList());
    }

    @Override
    public List<LabResult> results(String tenant, String cluster, Set<String> labs) {
        // A lab's id is a DNS label, as names of tenants and clusters are.
        return items(RESULTS.formatted(tenant, cluster, String.join(",", labs)), "cluster " + cluster).valueStream()
                .map(run -> JSON.convertValue(run, LabResult.class)).toList();
    }

    private JsonNode items(String path, String what) {
        return api.read(path).orElseThrow(() -> new ProblemException(new Problem.NotFound(what))).path("items");
    }

    @Override
    public void close() {
        api.close();
    }
}
