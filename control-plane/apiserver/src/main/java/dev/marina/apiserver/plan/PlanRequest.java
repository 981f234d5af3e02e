package dev.marina.apiserver.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What is asked: manifests to apply, and what is supposed of the world.
///
/// @param namespace of manifests that name none
/// @param podsBecomeReady whether pods that are given a node start; else they wait on it
/// @param time how much of the cluster's time is gone through
public record PlanRequest(String namespace, List<Document> manifests, boolean podsBecomeReady, Duration time) {

    private static final int MOST_SECONDS = 3_600;
    private static final int SECONDS = 60;

    static PlanRequest of(Document plan, String namespace, PlanBounds bounds) {
        JsonNode manifests = plan.at("spec", "manifests");
        if (!manifests.isArray() || manifests.isEmpty()) {
            throw invalid("spec.manifests: Required value: what would be applied");
        }
        if (manifests.size() > bounds.manifests()) {
            throw invalid("spec.manifests: Too many: %d: must have at most %d items".formatted(manifests.size(), bounds.manifests()));
        }
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < manifests.size(); i++) {
            if (!(manifests.get(i) instanceof ObjectNode object) || !object.path("apiVersion").isTextual() || !object.path("kind").isTextual()) {
                throw invalid("spec.manifests[%d]: Invalid value: an object with apiVersion and kind".formatted(i));
            }
            documents.add(Document.of(object));
        }
        String become = plan.at("spec", "podsBecome").asText("Ready");
        if (!become.equals("Ready") && !become.equals("Waiting")) {
            throw invalid("spec.podsBecome: Unsupported value: \"%s\": supported values: \"Ready\", \"Waiting\"".formatted(become));
        }
        int seconds = plan.at("spec", "seconds").asInt(SECONDS);
        if (seconds < 0 || seconds > MOST_SECONDS) {
            throw invalid("spec.seconds: Invalid value: %d: must be between 0 and %d, inclusive".formatted(seconds, MOST_SECONDS));
        }
        return new PlanRequest(namespace, List.copyOf(documents), become.equals("Ready"), Duration.ofSeconds(seconds));
    }

    static StatusException invalid(String message) {
        return new StatusException(422, "Invalid", message, StatusException.Details.NONE);
    }
}
