package dev.marina.tenancy.management;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.UncheckedIOException;
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
        return parsed(api.ask(client -> client.raw(ManagementApi.base(client) + CATALOGUE))).path("items").valueStream().map(KubernetesExams::exam).toList();
    }

    private static InstalledExam exam(JsonNode exam) {
        JsonNode spec = exam.path("spec");
        return new InstalledExam(exam.at("/metadata/name").asText(), words(spec.path("title")), words(spec.path("summary")), spec.path("minutes").asInt(),
                spec.path("pass").asInt(), spec.path("tasks").size());
    }

    private static Words words(JsonNode texts) {
        return new Words(texts.path("en").asText(), texts.path("zh").asText());
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
        String message = e.getStatus() == null || e.getStatus().getMessage() == null ? e.getMessage() : e.getStatus().getMessage();
        int at = message.lastIndexOf(PREFIX);
        return at < 0 ? message : message.substring(at + PREFIX.length());
    }

    @Override
    public Optional<ExamResult> result(String tenant, String cluster, UUID attempt) {
        String path = RUNS.formatted(tenant, cluster) + "?attempt=" + attempt;
        Optional<String> answer = api.ask(client -> Optional.ofNullable(client.raw(ManagementApi.base(client) + path)));
        return answer.map(KubernetesExams::parsed).map(run -> JSON.convertValue(run, ExamResult.class));
    }

    private static JsonNode parsed(String answer) {
        if (answer == null) {
            throw new ProblemException(new Problem.NotFound("the exams"));
        }
        try {
            return JSON.readTree(answer);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        api.close();
    }
}
