package dev.marina.apiserver.worlds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// How an object does: what the components made of it and say of it, without what differs wherever it runs (times, names that were made up, addresses).
///
/// @param compared what two worlds are compared by
/// @param shown the little that a picture needs
public record Conduct(ObjectNode compared, ObjectNode shown) {

    private static final int LONGEST_SHOWN = 253;
    private static final GroupResource PODS = new GroupResource("", "pods");
    /// Fields of a spec that components write.
    private static final List<String> WRITTEN = List.of("replicas", "nodeName", "unschedulable", "suspend", "paused", "volumeName");
    private static final Set<String> ANYWHERE = Set.of("observedGeneration", "message", "podIP", "podIPs", "hostIP", "hostIPs", "containerID", "imageID", "uid",
            "resourceVersion", "currentRevision", "updateRevision", "collisionCount", "disruptedPods", "uncountedTerminatedPods", "lastScheduleTime",
            "capacity", "addresses", "nodeInfo", "images");

    static Conduct of(Document object, Lineage names) {
        ObjectNode compared = Document.mapper().createObjectNode();
        if (object.terminating()) {
            compared.put("ending", true);
        }
        WRITTEN.stream().filter(field -> object.has("spec", field)).forEach(field -> compared.set(field, object.at("spec", field)));
        taints(object, compared);
        endpoints(object, names, compared);
        if (object.has("status")) {
            compared.set("status", plain(object.at("status")));
        }
        return new Conduct(compared, shown(object));
    }

    private static void taints(Document object, ObjectNode compared) {
        List<String> taints = object.at("spec", "taints").valueStream()
                .map(taint -> "%s:%s".formatted(taint.path("key").asText(), taint.path("effect").asText()))
                .sorted().toList();
        if (!taints.isEmpty()) {
            taints.forEach(compared.putArray("taints")::add);
        }
    }

    /// Of an EndpointSlice.
    private static void endpoints(Document object, Lineage names, ObjectNode compared) {
        if (!object.at("endpoints").isArray()) {
            return;
        }
        List<ObjectNode> endpoints = new ArrayList<>();
        object.at("endpoints").forEach(endpoint -> {
            JsonNode target = endpoint.path("targetRef");
            ObjectNode plain = Document.mapper().createObjectNode().put("target",
                    names.say(PODS, target.path("namespace").asText(), target.path("name").asText()));
            plain.set("conditions", endpoint.path("conditions"));
            endpoints.add(plain);
        });
        endpoints.sort(Comparator.comparing(endpoint -> endpoint.path("target").asText()));
        ArrayNode list = compared.putArray("endpoints");
        endpoints.forEach(list::add);
    }

    private static JsonNode plain(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode plain = Document.mapper().createObjectNode();
            object.properties().stream().filter(field -> !anywhere(field.getKey())).sorted(java.util.Map.Entry.comparingByKey())
                    .forEach(field -> plain.set(field.getKey(), plain(field.getValue())));
            return plain;
        }
        if (node instanceof ArrayNode array) {
            List<JsonNode> items = new ArrayList<>();
            array.forEach(item -> items.add(plain(item)));
            items.sort(Comparator.comparing(item -> item.path("type").asText()));
            ArrayNode plain = Document.mapper().createArrayNode();
            items.forEach(plain::add);
            return plain;
        }
        return node;
    }

    private static boolean anywhere(String field) {
        return ANYWHERE.contains(field) || field.endsWith("Time") || field.endsWith("Timestamp") || field.endsWith("At");
    }

    private static ObjectNode shown(Document object) {
        ObjectNode shown = Document.mapper().createObjectNode();
        if (object.terminating()) {
            shown.put("ending", true);
        }
        put(shown, "phase", object.at("status", "phase"));
        object.at("status", "conditions").valueStream().filter(condition -> Set.of("Ready", "Complete", "Failed").contains(condition.path("type").asText()))
                .forEach(condition -> put(shown, condition.path("type").asText().toLowerCase(Locale.ROOT), condition.path("status")));
        put(shown, "node", object.at("spec", "nodeName"));
        if (object.at("spec", "unschedulable").asBoolean()) {
            shown.put("unschedulable", true);
        }
        List.of("replicas", "completions", "minAvailable", "maxUnavailable").forEach(field -> put(shown, field, object.at("spec", field)));
        List.of("readyReplicas", "currentHealthy", "desiredHealthy", "disruptionsAllowed", "active", "succeeded", "failed", "numberReady",
                "desiredNumberScheduled").forEach(field -> put(shown, field, object.at("status", field)));
        if (object.at("endpoints").isArray()) {
            shown.put("endpoints", object.at("endpoints").valueStream().filter(each -> each.path("conditions").path("ready").asBoolean()).count());
        }
        for (JsonNode container : object.at("status", "containerStatuses")) {
            put(shown, "reason", container.path("state").path("waiting").path("reason"));
        }
        return shown;
    }

    /// A custom type may have anything there.
    private static void put(ObjectNode shown, String field, JsonNode value) {
        if (value.isNumber() || value.isTextual() && value.asText().length() <= LONGEST_SHOWN) {
            shown.set(field, value);
        }
    }
}
