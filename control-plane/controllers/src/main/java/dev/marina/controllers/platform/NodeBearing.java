package dev.marina.controllers.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.model.NodePool;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Labels and taints that a pool's node bears because the pool says so. What others have put there stays; what the pool has said and does not say any more goes: an
/// annotation of the node has what that was.
final class NodeBearing {

    static final String BORNE = "marina.dev/pool-bears";

    private NodeBearing() {}

    /// A merge patch; empty where the node is as it shall be.
    static Optional<ObjectNode> patch(Node node, NodePool.Spec pool) {
        Map<String, String> labels = pool.labels() == null ? Map.of() : pool.labels();
        List<NodePool.Taint> taints = pool.taints() == null ? List.of() : pool.taints();
        Map<String, String> present = node.getMetadata().getLabels() == null ? Map.of() : node.getMetadata().getLabels();
        String before = node.getMetadata().getAnnotations() == null ? "" : node.getMetadata().getAnnotations().getOrDefault(BORNE, "");
        String now = said(labels.keySet(), taints);
        ObjectNode patch = Document.mapper().createObjectNode();
        ObjectNode metadata = patch.putObject("metadata");
        ObjectNode changed = metadata.putObject("labels");
        labels.forEach((key, value) -> {
            if (!value.equals(present.get(key))) {
                changed.put(key, value);
            }
        });
        former(before, "labels").stream().filter(key -> !labels.containsKey(key) && present.containsKey(key)).forEach(changed::putNull);
        boolean same = changed.isEmpty();
        if (!now.equals(before) && !(before.isEmpty() && labels.isEmpty() && taints.isEmpty())) {
            metadata.putObject("annotations").put(BORNE, now);
            same = false;
        }
        List<Taint> has = node.getSpec() == null ? List.of() : node.getSpec().getTaints();
        List<Map<String, String>> wanted = taints(has, taints, former(before, "taints"));
        if (!wanted.equals(has.stream().map(NodeBearing::fields).toList())) {
            ArrayNode list = patch.putObject("spec").putArray("taints");
            wanted.forEach(taint -> list.add(Document.mapper().<ObjectNode>valueToTree(taint)));
            same = false;
        }
        return same ? Optional.empty() : Optional.of(patch);
    }

    private static List<Map<String, String>> taints(List<Taint> present, List<NodePool.Taint> pool, Set<String> former) {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        present.forEach(taint -> all.put(taint.getKey() + ":" + taint.getEffect(), fields(taint)));
        former.forEach(all::remove);
        pool.forEach(taint -> {
            String name = taint.key() + ":" + taint.effect();
            Map<String, String> fields = fields(new Taint(taint.effect(), taint.key(), null, taint.value()));
            all.merge(name, fields, (_, _) -> fields);
        });
        // those that stay stand where they stood
        List<Map<String, String>> ordered = new ArrayList<>();
        present.forEach(taint -> Optional.ofNullable(all.remove(taint.getKey() + ":" + taint.getEffect())).ifPresent(ordered::add));
        ordered.addAll(all.values());
        return ordered;
    }

    private static Map<String, String> fields(Taint taint) {
        Map<String, String> fields = new TreeMap<>(Map.of("key", taint.getKey(), "effect", taint.getEffect()));
        if (taint.getValue() != null && !taint.getValue().isEmpty()) {
            fields.put("value", taint.getValue());
        }
        if (taint.getTimeAdded() != null) {
            fields.put("timeAdded", taint.getTimeAdded());
        }
        return fields;
    }

    private static String said(Set<String> labels, List<NodePool.Taint> taints) {
        ObjectNode said = Document.mapper().createObjectNode();
        new TreeSet<>(labels).forEach(said.putArray("labels")::add);
        ArrayNode names = said.putArray("taints");
        new TreeSet<>(taints.stream().map(taint -> taint.key() + ":" + taint.effect()).toList()).forEach(names::add);
        return said.toString();
    }

    /// What a tenant wrote there that cannot be read is nothing.
    private static Set<String> former(String annotation, String what) {
        Set<String> names = new HashSet<>();
        try {
            JsonNode said = annotation.isEmpty() ? Document.mapper().createObjectNode() : Document.mapper().readTree(annotation);
            said.path(what).forEach(name -> names.add(name.asText()));
        } catch (IOException _) {
            return Set.of();
        }
        return names;
    }
}
