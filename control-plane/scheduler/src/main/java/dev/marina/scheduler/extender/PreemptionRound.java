package dev.marina.scheduler.extender;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.scheduler.extender.ExtenderCalls.Failed;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Asks extenders, one after the other, on which nodes which pods should make room for one that fits nowhere. They may leave candidates out
/// and name other victims on those that they leave. Not on the scheduler's thread. callExtenders in pkg/scheduler/framework/preemption and
/// ProcessPreemption in pkg/scheduler/extender.go; unlike there, only pods that are less important can be named.
///
/// @param extenders those that the pod concerns
/// @param pod that has no node, as the API has it
/// @param less uids of less important pods, by the nodes that are candidates
/// @param byUid one of these as the API has it, if it is still there
public record PreemptionRound(ExtenderCalls calls, ClusterId cluster, List<Extender> extenders, JsonNode pod, Map<String, Set<String>> less,
        Function<String, Optional<JsonNode>> byUid) {

    /// @param uids of the pods that go
    /// @param violations how many of them a disruption budget would have kept
    public record Victims(List<String> uids, long violations) {}

    /// @param candidates by the name of their node
    public Map<String, Victims> ask(Map<String, Victims> candidates) throws Failed {
        Map<String, Victims> left = candidates;
        for (Extender extender : extenders) {
            if (left.isEmpty()) {
                break;
            }
            try {
                left = asked(extender, left);
            } catch (Failed e) {
                if (!extender.ignorable()) {
                    throw e;
                }
            }
        }
        return left;
    }

    private Map<String, Victims> asked(Extender extender, Map<String, Victims> candidates) throws Failed {
        JsonNode result = new ExtenderPost(calls, cluster).send(extender, extender.preemptVerb(), arguments(extender, candidates));
        JsonNode named = ExtenderPost.field(result, "NodeNameToMetaVictims");
        if (!result.isObject() || !named.isMissingNode() && !named.isNull() && !named.isObject()) {
            throw new Failed("extender \"%s\" does not answer with an ExtenderPreemptionResult".formatted(extender.urlPrefix()));
        }
        Map<String, Victims> kept = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : named.properties()) {
            String node = each.getKey();
            if (!candidates.containsKey(node)) {
                throw new Failed("extender \"%s\" claims to preempt on node \"%s\" which is not among the candidates".formatted(extender.urlPrefix(), node));
            }
            Victims victims = victims(extender, node, each.getValue());
            if (!victims.uids().isEmpty()) {
                kept.put(node, victims);
            } else if (!extender.ignorable()) {
                throw new Failed("expected at least one victim pod on node \"%s\"".formatted(node));
            }
        }
        return kept;
    }

    private Victims victims(Extender extender, String node, JsonNode named) throws Failed {
        Set<String> uids = new LinkedHashSet<>();
        for (JsonNode each : ExtenderPost.field(named, "Pods")) {
            String uid = ExtenderPost.field(each, "UID").asText();
            if (!less.getOrDefault(node, Set.of()).contains(uid)) {
                throw new Failed("extender: %s claims to preempt pod (UID: %s) on node: %s, but no less important pod is found on that node"
                        .formatted(extender.urlPrefix(), uid.length() > 64 ? uid.substring(0, 64) + "…" : uid, node));
            }
            uids.add(uid);
        }
        return new Victims(List.copyOf(uids), Math.max(0, ExtenderPost.field(named, "NumPDBViolations").asLong()));
    }

    private ObjectNode arguments(Extender extender, Map<String, Victims> candidates) {
        ObjectNode arguments = Document.mapper().createObjectNode();
        arguments.set("Pod", pod);
        ObjectNode nodes = arguments.putObject(extender.names() ? "NodeNameToMetaVictims" : "NodeNameToVictims");
        candidates.forEach((node, victims) -> {
            ArrayNode pods = nodes.putObject(node).put("NumPDBViolations", victims.violations()).putArray("Pods");
            if (extender.names()) {
                victims.uids().forEach(uid -> pods.addObject().put("UID", uid));
            } else {
                victims.uids().forEach(uid -> byUid.apply(uid).ifPresent(pods::add));
            }
        });
        return arguments;
    }
}
