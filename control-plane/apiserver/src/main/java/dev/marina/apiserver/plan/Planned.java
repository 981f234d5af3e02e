package dev.marina.apiserver.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.WaitReasons;
import dev.marina.apiserver.explanation.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What would follow.
///
/// @param applied what became of each manifest
/// @param steps every change in its order, those of the manifests first
/// @param stopped at which limit; empty when the copy came to rest
/// @param waits what would not proceed
/// @param notAsked webhooks that would be asked and were not
public record Planned(List<Applied> applied, List<Step> steps, Optional<String> stopped, List<Waits> waits, List<ObjectKey> notAsked) {

    private static final int MOST_SHOWN = 1_000;
    private static final GroupResource EVENTS = new GroupResource("", "events");
    /// How the platform keeps its own, which nobody plans.
    public static final Set<String> SILENT = Set.of("leases.coordination.k8s.io", "controllers.marina.dev");

    /// @param version of the change; "" where there was none
    /// @param refusal as the server words it; empty when it was applied
    public record Applied(String apiVersion, String kind, String namespace, String name, String version, Optional<String> refusal) {

        public void show(ObjectNode node) {
            node.put("apiVersion", apiVersion).put("kind", kind);
            if (!namespace.isEmpty()) {
                node.put("namespace", namespace);
            }
            node.put("name", name).put("applied", refusal.isEmpty());
            if (!version.isEmpty()) {
                node.put("version", version);
            }
            refusal.ifPresent(said -> node.put("message", said));
        }
    }

    public record Waits(ObjectKey object, List<Document> reasons) {

        public void show(ObjectNode node) {
            Step.describe(node.putObject("object"), object);
            ArrayNode told = node.putArray("reasons");
            reasons.forEach(reason -> told.add(reason.root()));
        }
    }

    /// As it is answered.
    ObjectNode status(WaitReasons.Readable readable) {
        ObjectNode status = Document.mapper().createObjectNode().put("complete", stopped.isEmpty());
        stopped.ifPresent(limit -> status.put("message", limit));
        ArrayNode manifests = status.putArray("manifests");
        applied.forEach(each -> each.show(manifests.addObject()));
        List<Step> told = steps.stream().filter(step -> !SILENT.contains(step.key().resource().toString()) && !step.key().resource().equals(EVENTS)).toList();
        ArrayNode objects = status.putArray("objects");
        outcomes(told).forEach(outcome -> outcome.show(objects, readable));
        ArrayNode changes = status.putArray("changes");
        told.stream().limit(MOST_SHOWN).forEach(step -> step.show(changes.addObject(), readable));
        if (told.size() > MOST_SHOWN) {
            status.put("changesLeftOff", told.size() - MOST_SHOWN);
        }
        ArrayNode events = status.putArray("events");
        events().stream().filter(step -> readable.may(step.key())).limit(MOST_SHOWN).forEach(step -> show(events.addObject(), step));
        ArrayNode waiting = status.putArray("waiting");
        waits.forEach(each -> each.show(waiting.addObject()));
        ArrayNode webhooks = status.putArray("notAsked");
        notAsked.stream().filter(readable::may).forEach(webhook -> webhooks.add(webhook.resource() + "/" + webhook.name()));
        return status;
    }

    /// Each event as it was written last.
    private List<Step> events() {
        Map<ObjectKey, Step> last = new LinkedHashMap<>();
        steps.stream().filter(step -> step.key().resource().equals(EVENTS) && !step.deletion()).forEach(step -> last.put(step.key(), step));
        return List.copyOf(last.values());
    }

    private static void show(ObjectNode node, Step event) {
        JsonNode root = Document.parse(event.value().bytes()).root();
        for (String field : List.of("type", "reason", "message", "count")) {
            node.set(field, root.path(field));
        }
        JsonNode about = root.path("involvedObject");
        ObjectNode object = node.putObject("object");
        for (String field : List.of("kind", "namespace", "name")) {
            if (about.has(field)) {
                object.set(field, about.path(field));
            }
        }
        node.put("source", root.path("source").path("component").asText());
    }

    /// What became of each object from before to after; nothing of what came and went.
    static List<Outcome> outcomes(List<Step> steps) {
        Map<ObjectKey, List<Step>> byObject = new LinkedHashMap<>();
        steps.forEach(step -> byObject.computeIfAbsent(step.key(), _ -> new ArrayList<>()).add(step));
        return byObject.entrySet().stream().flatMap(each -> Outcome.of(each.getKey(), each.getValue()).stream()).toList();
    }

    /// @param deciding the change that made it so
    record Outcome(String verb, ObjectKey object, Step deciding, int changes) {

        static Optional<Outcome> of(ObjectKey object, List<Step> changes) {
            Step first = changes.getFirst();
            Step last = changes.getLast();
            if (first.creation() && last.deletion()) {
                return Optional.empty();
            }
            return Optional.of(last.deletion()
                    ? new Outcome("delete", object, last, changes.size())
                    : new Outcome(first.creation() ? "create" : "update", object, first, changes.size()));
        }

        void show(ArrayNode into, WaitReasons.Readable readable) {
            if (!readable.may(object)) {
                return;
            }
            ObjectNode node = into.addObject().put("verb", verb);
            Step.describe(node.putObject("object"), object);
            node.put("by", deciding.value().origin().actor()).put("version", deciding.version().toString());
            deciding.because().ifPresent(cause -> node.put("because", cause.toString()));
            node.put("changes", changes);
        }
    }
}
