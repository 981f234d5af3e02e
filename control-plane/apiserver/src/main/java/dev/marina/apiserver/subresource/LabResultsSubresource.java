package dev.marina.apiserver.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.learn.ExamsUnderWay;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.types.learn.LabRunType;
import dev.marina.store.ClusterRecord;
import dev.marina.store.Stored;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// `clusters/labresults` of the management cluster: how runs of the labs that are named stand in the tenant's cluster. Of a cluster nothing else can be
/// read this way, and of a run no more than a class's teacher is to see: neither its seed nor its answers, names or story.
public final class LabResultsSubresource implements SubresourceHandler {

    private static final List<String> STATUS = List.of("phase", "startedAt", "passedAt", "score");
    private static final List<String> GOAL = List.of("id", "title", "state", "sees", "points", "earned", "since");
    private static final String STATUS_FIELD = "status";

    private final ClusterViews views;

    public LabResultsSubresource(ClusterViews views) {
        this.views = views;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        ClusterRecord cluster = ServedCluster.of(request, target, views);
        Set<String> labs = Set.of(Stream.of(request.query().text("labs").split(",")).distinct().toArray(String[]::new));
        ObjectNode list = Document.object("learn.marina.dev/v1", "LabResultList").root();
        list.putObject("metadata");
        ArrayNode items = list.putArray("items");
        views.current(cluster).list(LabRunType.DEFINITION.groupResource(), "").filter(stored -> !stored.opaque()).map(Stored::bytes).map(Document::parse)
                .filter(run -> labs.contains(run.text("spec", "lab")) && ExamsUnderWay.examOf(run).isEmpty()).map(LabResultsSubresource::result)
                .forEach(items::add);
        return ApiResponse.json(200, Document.of(list));
    }

    static ObjectNode result(Document run) {
        ObjectNode result = Document.mapper().createObjectNode().put("run", run.name()).put("lab", run.text("spec", "lab"))
                .put("created", run.text("metadata", "creationTimestamp"));
        copy(run.at(STATUS_FIELD), result, STATUS);
        ArrayNode goals = result.putArray("goals");
        run.at(STATUS_FIELD, "goals").forEach(goal -> {
            ObjectNode shown = goals.addObject();
            copy(goal, shown, GOAL);
            if (goal.at("/sees/en").isTextual()) {
                shown.put("cause", new CauseOfRun(run.at(STATUS_FIELD, "values")).of(goal.at("/sees/en").asText()));
            }
            hint(run, goal.path("id").asText()).ifPresent(text -> shown.set("hint", text));
        });
        return result;
    }

    /// The newest that the learner took for this goal.
    private static Optional<JsonNode> hint(Document run, String goal) {
        return run.at(STATUS_FIELD, "hints").valueStream().filter(hint -> hint.path("goal").asText().equals(goal) && hint.path("text").isObject())
                .map(hint -> hint.path("text")).reduce((_, last) -> last);
    }

    private static void copy(JsonNode from, ObjectNode to, List<String> fields) {
        fields.stream().filter(from::hasNonNull).forEach(field -> to.set(field, from.path(field)));
    }
}
