package dev.marina.tenancy.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Exams through the Kubernetes API of the management cluster, as the user of `tenancy.kubeconfig`.
public final class KubernetesExams implements ManagementExams, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CATALOGUE = "/apis/learn.marina.dev/v1/exams";
    private static final String RUNS = "/apis/marina.dev/v1/namespaces/%s/clusters/%s/examruns";
    private static final int FORBIDDEN = 403;
    private static final int THERE_ALREADY = 409;
    private static final String PREFIX = "is forbidden: ";

    private final ManagementApi api;

    public KubernetesExams(Path kubeconfig, ControlPlaneCalls calls) {
        this.api = new ManagementApi(kubeconfig, calls);
    }

    @Override
    public List<InstalledExam> exams() {
        return api.read(CATALOGUE).orElseThrow(() -> new ProblemException(new Problem.NotFound("the exams"))).path("items").valueStream()
                .map(KubernetesExams::exam).toList();
    }

    private static InstalledExam exam(JsonNode exam) {
        JsonNode spec = exam.path("spec");
        return new InstalledExam(exam.at("/metadata/name").asText(), Words.of(spec.path("title")), Words.of(spec.path("summary")), spec.path("minutes").asInt(),
                spec.path("pass").asInt(), spec.path("tasks").size());
    }

    @Override
    public void begin(Wanted wanted) {
        Map<String, Object> run = Map.of("apiVersion", "learn.marina.dev/v1", "kind", "ExamRun", "metadata", Map.of("name", wanted.run()), "spec",
                Map.of("exam", wanted.exam(), "endsAt", wanted.ends().toString(), "given",
                        Map.of("class", wanted.classId().toString(), "attempt", wanted.attempt().toString())));
        Optional<String> refusal = api.ask(client -> {
            try {
                client.raw(ManagementApi.base(client) + RUNS.formatted(wanted.tenant(), wanted.cluster()), "POST", run);
                return Optional.empty();
            } catch (KubernetesClientException e) {
                if (e.getCode() == FORBIDDEN) {
                    // what the learner can put right
                    return Optional.of(why(e));
                }
                if (e.getCode() == THERE_ALREADY) {
                    return Optional.empty();
                }
                throw e;
            }
        });
        refusal.ifPresent(why -> {
            throw new ProblemException(new Problem.Conflict(why, List.of()));
        });
    }

    private static String why(KubernetesClientException e) {
        String message = ManagementApi.message(e);
        int at = message.lastIndexOf(PREFIX);
        return at < 0 ? message : message.substring(at + PREFIX.length());
    }

    @Override
    public Optional<ExamResult> result(String tenant, String cluster, UUID attempt) {
        return api.read(RUNS.formatted(tenant, cluster) + "?attempt=" + attempt).map(run -> JSON.convertValue(run, ExamResult.class));
    }

    @Override
    public void close() {
        api.close();
    }
}
