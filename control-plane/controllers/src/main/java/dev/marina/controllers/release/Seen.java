package dev.marina.controllers.release;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import java.util.Optional;

/// How an object is, by what its own status says.
///
/// @param message why; null where there is nothing to say
record Seen(String state, String message) {

    static final String READY = "Ready";
    static final String PROGRESSING = "Progressing";
    static final String DEGRADED = "Degraded";
    static final String MISSING = "Missing";
    private static final Seen FINE = new Seen(READY, null);

    static Seen of(Optional<Document> found) {
        if (found.isEmpty()) {
            return new Seen(MISSING, "somebody has deleted it");
        }
        Document object = found.get();
        if (object.terminating()) {
            return new Seen(PROGRESSING, "it is being deleted");
        }
        if (object.at("status").has("observedGeneration") && object.at("status", "observedGeneration").asLong() < object.generation()) {
            return new Seen(PROGRESSING, "its controller has not looked at it yet");
        }
        return switch (object.kind()) {
            case "Deployment" -> deployment(object);
            case "StatefulSet" -> replicas(object, object.at("spec", "replicas").asInt(1), "readyReplicas", "updatedReplicas");
            case "ReplicaSet", "ReplicationController" -> replicas(object, object.at("spec", "replicas").asInt(1), "readyReplicas", "replicas");
            case "DaemonSet" -> object.has("status", "desiredNumberScheduled")
                    ? replicas(object, object.at("status", "desiredNumberScheduled").asInt(), "numberReady", "updatedNumberScheduled")
                    : new Seen(PROGRESSING, "its controller has not looked at it yet");
            case "Job" -> job(object);
            case "Pod" -> pod(object);
            case "PersistentVolumeClaim" -> claim(object);
            case "CustomResourceDefinition" -> wanted(object, "Established");
            case "APIService" -> wanted(object, "Available");
            default -> conditioned(object);
        };
    }

    private static Seen deployment(Document object) {
        Optional<JsonNode> late = condition(object, "Progressing").filter(each -> each.path("reason").asText().equals("ProgressDeadlineExceeded"));
        Optional<JsonNode> refused = condition(object, "ReplicaFailure").filter(each -> each.path("status").asText().equals("True"));
        return refused.or(() -> late).map(each -> new Seen(DEGRADED, each.path("message").asText()))
                .orElseGet(() -> replicas(object, object.at("spec", "replicas").asInt(1), "availableReplicas", "updatedReplicas"));
    }

    private static Seen replicas(Document object, int wanted, String ready, String updated) {
        int good = object.at("status", ready).asInt();
        int made = object.at("status", updated).asInt();
        return good >= wanted && made >= wanted ? FINE : new Seen(PROGRESSING, "%d of %d are ready".formatted(Math.min(good, made), wanted));
    }

    private static Seen job(Document object) {
        Optional<JsonNode> failed = condition(object, "Failed").filter(each -> each.path("status").asText().equals("True"));
        if (failed.isPresent()) {
            return new Seen(DEGRADED, failed.get().path("message").asText());
        }
        return condition(object, "Complete").filter(each -> each.path("status").asText().equals("True")).isPresent()
                ? FINE
                : new Seen(PROGRESSING, "it has not ended yet");
    }

    private static Seen pod(Document object) {
        return switch (object.text("status", "phase")) {
            case "Succeeded" -> FINE;
            case "Failed" -> new Seen(DEGRADED, "it has failed %s".formatted(object.text("status", "message")).strip());
            case "Running" -> condition(object, "Ready").filter(each -> each.path("status").asText().equals("True")).isPresent()
                    ? FINE
                    : new Seen(PROGRESSING, "it is not ready yet");
            default -> new Seen(PROGRESSING, "it does not run yet");
        };
    }

    private static Seen claim(Document object) {
        return switch (object.text("status", "phase")) {
            case "Bound" -> FINE;
            case "Lost" -> new Seen(DEGRADED, "its volume is lost");
            default -> new Seen(PROGRESSING, "it has no volume yet");
        };
    }

    private static Seen wanted(Document object, String type) {
        Optional<JsonNode> condition = condition(object, type);
        return condition.filter(each -> each.path("status").asText().equals("True")).isPresent()
                ? FINE
                : new Seen(PROGRESSING, condition.map(each -> each.path("message").asText()).orElse("it is not %s yet".formatted(type)));
    }

    /// Of a type that is not known here: what a condition Ready of its says, where it has one.
    private static Seen conditioned(Document object) {
        return condition(object, "Ready").filter(each -> each.path("status").asText().equals("False"))
                .map(each -> new Seen(PROGRESSING, each.path("message").asText("it is not ready"))).orElse(FINE);
    }

    private static Optional<JsonNode> condition(Document object, String type) {
        return object.at("status", "conditions").valueStream().filter(each -> each.path("type").asText().equals(type)).findFirst();
    }
}
