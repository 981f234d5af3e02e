package dev.marina.scheduler.extender;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.scheduler.extender.ExtenderCalls.Failed;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Asks extenders, one after the other, about one pod: which of the nodes that it fits remain, and what is added to their scores. Not on
/// the scheduler's thread. findNodesThatPassExtenders and prioritizeNodes in pkg/scheduler/schedule_one.go
///
/// @param extenders those that the pod concerns
/// @param pod as the API has it
public record ExtenderRound(ExtenderCalls calls, ClusterId cluster, List<Extender> extenders, JsonNode pod) {

    /// Of 100 that a plugin gives an extender gives 10.
    private static final long PER_POINT = 10;
    private static final long HIGHEST = 10;
    private static final int LONGEST_REASON = 200;

    /// @param nodes that remain, each with what is added to its score
    /// @param refused why the others do not
    public record Answer(Map<String, Long> nodes, Map<String, String> refused) {}

    /// @param fitting names of nodes that the pod fits, each with the node as the API has it
    public Answer ask(Map<String, JsonNode> fitting) throws Failed {
        Map<String, JsonNode> left = new LinkedHashMap<>(fitting);
        Map<String, String> refused = new LinkedHashMap<>();
        for (Extender extender : extenders) {
            if (!extender.filterVerb().isEmpty() && !left.isEmpty()) {
                try {
                    left.keySet().retainAll(filtered(extender, left, refused));
                } catch (Failed e) {
                    if (!extender.ignorable()) {
                        throw e;
                    }
                }
            }
        }
        Map<String, Long> scores = new LinkedHashMap<>();
        left.keySet().forEach(node -> scores.put(node, 0L));
        for (Extender extender : extenders) {
            if (!extender.prioritizeVerb().isEmpty() && left.size() > 1) {
                // one that does not answer here prefers nobody
                prioritized(extender, left).forEach((node, score) -> scores.computeIfPresent(node, (_, sum) -> sum + score * extender.weight() * PER_POINT));
            }
        }
        return new Answer(scores, refused);
    }

    private Set<String> filtered(Extender extender, Map<String, JsonNode> nodes, Map<String, String> refused) throws Failed {
        JsonNode result = post().send(extender, extender.filterVerb(), arguments(extender, nodes));
        String error = ExtenderPost.field(result, "Error").asText();
        if (!error.isEmpty()) {
            throw new Failed(error);
        }
        Set<String> kept = new LinkedHashSet<>();
        if (extender.names() && ExtenderPost.field(result, "NodeNames").isArray()) {
            ExtenderPost.field(result, "NodeNames").forEach(name -> kept.add(name.asText()));
        } else {
            ExtenderPost.field(ExtenderPost.field(result, "Nodes"), "items").forEach(node -> kept.add(node.path("metadata").path("name").asText()));
        }
        for (String name : kept) {
            if (!nodes.containsKey(name)) {
                throw new Failed(
                        "extender \"%s\" claims a filtered node \"%s\" which is not found in the input node list".formatted(extender.urlPrefix(), name));
            }
        }
        Map<String, String> why = new HashMap<>();
        for (String list : List.of("FailedNodes", "FailedAndUnresolvableNodes")) {
            ExtenderPost.field(result, list).properties().forEach(each -> why.put(each.getKey(), brief(each.getValue().asText())));
        }
        nodes.keySet().stream().filter(name -> !kept.contains(name))
                .forEach(name -> refused.put(name, why.getOrDefault(name, "node(s) didn't pass extender " + extender.urlPrefix())));
        return kept;
    }

    /// It stands in the pod's condition.
    private static String brief(String reason) {
        return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "…" : reason;
    }

    private Map<String, Long> prioritized(Extender extender, Map<String, JsonNode> nodes) {
        try {
            Map<String, Long> scores = new HashMap<>();
            for (JsonNode each : post().send(extender, extender.prioritizeVerb(), arguments(extender, nodes))) {
                scores.put(ExtenderPost.field(each, "Host").asText(), Math.clamp(ExtenderPost.field(each, "Score").asLong(), 0L, HIGHEST));
            }
            return scores;
        } catch (Failed e) {
            return Map.of();
        }
    }

    private ObjectNode arguments(Extender extender, Map<String, JsonNode> nodes) {
        ObjectNode arguments = Document.mapper().createObjectNode();
        arguments.set("Pod", pod);
        if (extender.names()) {
            ArrayNode names = arguments.putArray("NodeNames");
            nodes.keySet().forEach(names::add);
        } else {
            ObjectNode list = arguments.putObject("Nodes");
            list.put("apiVersion", "v1").put("kind", "NodeList").putObject("metadata");
            ArrayNode items = list.putArray("items");
            nodes.values().forEach(items::add);
        }
        return arguments;
    }

    /// Lets the one that binds pods bind this one.
    public void bind(Extender binder, String node) throws Failed {
        ObjectNode arguments = Document.mapper().createObjectNode().put("PodName", pod.path("metadata").path("name").asText())
                .put("PodNamespace", pod.path("metadata").path("namespace").asText()).put("PodUID", pod.path("metadata").path("uid").asText())
                .put("Node", node);
        String error = ExtenderPost.field(post().send(binder, binder.bindVerb(), arguments), "Error").asText();
        if (!error.isEmpty()) {
            throw new Failed(error);
        }
    }

    private ExtenderPost post() {
        return new ExtenderPost(calls, cluster);
    }
}
