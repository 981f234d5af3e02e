package dev.marina.apiserver.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.audit.AuditQuery;
import dev.marina.apiserver.audit.AuditReading;
import dev.marina.apiserver.endpoint.BodyReader;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.types.learn.ExamRunType;
import dev.marina.store.ClusterRecord;
import dev.marina.store.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// `clusters/examruns` of the management cluster: by `POST`, which may be repeated, a class gives an exam to the
/// learner whose cluster it is; by `GET ?attempt=` it reads what came
/// of it, with what was asked of the cluster meanwhile in the exam's namespaces. Of the cluster nothing else can be read this way, nor of exams that learners
/// began by themselves.
public final class ExamRunsSubresource implements SubresourceHandler {

    private static final String USER = "system:serviceaccount:kube-system:exam-controller";
    private static final List<String> STATUS = List.of("phase", "message", "startedAt", "endedAt", "score", "tasks");
    /// Of one task.
    private static final int MOST_REQUESTS = 100;
    private static final String SPEC = "spec";
    private static final String STATUS_FIELD = "status";

    private final ClusterViews views;
    private final Supplier<ClusterClient> client;
    private final AuditReading audits;

    public ExamRunsSubresource(ClusterViews views, Supplier<ClusterClient> client, AuditReading audits) {
        this.views = views;
        this.client = client;
        this.audits = audits;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        ClusterRecord cluster = ServedCluster.of(request, target, views);
        return target.verb().equals("create") ? begin(request, cluster) : result(request, target, cluster);
    }

    private ApiResponse begin(ApiRequest request, ClusterRecord cluster) {
        Document asked = BodyReader.require(request);
        if (asked.text(SPEC, "endsAt").isEmpty() || asked.text(SPEC, "given", "attempt").isEmpty()) {
            throw StatusException
                    .badRequest("spec.endsAt and spec.given.attempt are missing; a class says until when an exam is written, and which attempt it is");
        }
        Optional<Document> begun = find(cluster, asked.text(SPEC, "given", "attempt"));
        if (begun.isPresent()) {
            // Whoever did not hear the answer asks again.
            return ApiResponse.json(200, shown(begun.get()));
        }
        ClusterClient.Call call = new ClusterClient.Call(cluster.id(), USER, Cause.request(request.id()));
        Document made = client.get().create(call, ExamRunType.DEFINITION.resource(),
                Document.object("learn.marina.dev/v1", "ExamRun").with(asked.name(), "metadata", "name").with(asked.at(SPEC), SPEC));
        return ApiResponse.json(201, shown(made));
    }

    private ApiResponse result(ApiRequest request, Target.Resource target, ClusterRecord cluster) {
        String attempt = request.query().text("attempt");
        Document run = find(cluster, attempt).orElseThrow(() -> StatusException.notFound(ExamRunType.DEFINITION.groupResource(), attempt));
        boolean over = run.text(STATUS_FIELD, "phase").equals("Graded");
        return ApiResponse.json(200, over ? shown(run).edited(root -> requests(root, cluster, run)) : shown(run));
    }

    private Optional<Document> find(ClusterRecord cluster, String attempt) {
        try (Stream<Stored> runs = views.current(cluster).list(ExamRunType.DEFINITION.groupResource(), "")) {
            return runs.filter(stored -> !stored.opaque()).map(Stored::bytes).map(Document::parse)
                    .filter(run -> !attempt.isEmpty() && run.text(SPEC, "given", "attempt").equals(attempt)).findFirst();
        }
    }

    private static Document shown(Document run) {
        return Document.object("learn.marina.dev/v1", "ExamResult").with(run.name(), "metadata", "name").edited(root -> {
            root.put("exam", run.text(SPEC, "exam")).put("endsAt", run.text(SPEC, "endsAt"));
            STATUS.stream().filter(field -> run.has(STATUS_FIELD, field)).forEach(field -> root.set(field, run.at(STATUS_FIELD, field)));
        });
    }

    /// As far as the cluster's audit has it.
    private void requests(ObjectNode root, ClusterRecord cluster, Document run) {
        ArrayNode requests = root.putArray("requests");
        boolean complete = true;
        for (JsonNode task : run.at(STATUS_FIELD, "tasks")) {
            AuditReading.Page page = audits.page(cluster, new AuditQuery(Instant.parse(run.text(STATUS_FIELD, "startedAt")),
                    Instant.parse(run.text(STATUS_FIELD, "endedAt")), "", "", "", task.path("namespace").asText(), "", MOST_REQUESTS, ""));
            complete &= page.next().isEmpty() && page.unreadable() == 0;
            page.events().reversed().stream().filter(ExamRunsSubresource::ofSomebody)
                    .forEach(event -> requests.add(request(event).put("task", task.path("id").asText())));
        }
        root.put("requestsComplete", complete);
    }

    /// What components did follows from it, and stands in the cluster's own log.
    private static boolean ofSomebody(JsonNode event) {
        return !event.path("user").path("username").asText().startsWith("system:");
    }

    private static ObjectNode request(JsonNode event) {
        JsonNode object = event.path("objectRef");
        String subresource = object.path("subresource").asText("");
        return Document.mapper().createObjectNode().put("time", event.path("requestReceivedTimestamp").asText())
                .put("user", event.path("user").path("username").asText()).put("verb", event.path("verb").asText())
                .put("resource", object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource))
                .put("name", object.path("name").asText("")).put("status", event.path("responseStatus").path("code").asInt())
                .put("program", event.path("userAgent").asText(""));
    }
}
