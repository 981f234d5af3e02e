package dev.marina.agent.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Snapshots of a cluster in memory.
final class FakeSnapshots implements ClusterSnapshots {

    private static final ObjectMapper JSON = new ObjectMapper();

    final Map<String, ObjectNode> contents = new TreeMap<>();
    final Map<String, ObjectNode> snapshots = new TreeMap<>();
    final Map<String, Map<String, String>> classes = new TreeMap<>(Map.of("fast", Map.of()));
    final List<String> events = new ArrayList<>();
    final FakeGroups groups = new FakeGroups();

    static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// One that a snapshot of the same name in `default` is to have.
    void content(String name, String source) {
        contents.put(name, json("""
                {'apiVersion':'snapshot.storage.k8s.io/v1','kind':'VolumeSnapshotContent',
                 'metadata':{'name':'%s','uid':'uid-%s','finalizers':['%s']},
                 'spec':{'driver':'csi.marina.dev','deletionPolicy':'Delete','volumeSnapshotClassName':'fast','source':%s,
                         'volumeSnapshotRef':{'namespace':'default','name':'%s','uid':'of-%s'}}}
                """.formatted(name, name, SnapshotContent.FINALIZER, source, name, name)));
    }

    /// Bound to the content of its name, and ready as that one is.
    void bound(String name, String restoreSize) {
        snapshots.put("default/" + name, json("""
                {'metadata':{'name':'%s','namespace':'default','uid':'of-%s'},
                 'status':{'boundVolumeSnapshotContentName':'%s','readyToUse':%s,'restoreSize':'%s'}}
                """.formatted(name, name, name, status(name).path("readyToUse").asBoolean(), restoreSize)));
    }

    void deleting(String name) {
        contents.get(name).withObject("/metadata").put("deletionTimestamp", "2026-11-21T10:00:00Z").withObject("/annotations")
                .put(SnapshotContent.BEING_DELETED, "yes");
    }

    JsonNode status(String name) {
        return contents.containsKey(name) ? contents.get(name).path("status") : JSON.createObjectNode();
    }

    @Override
    public List<SnapshotContent> contents() {
        return contents.values().stream().map(FakeSnapshots::generic).map(SnapshotContent::of).toList();
    }

    static GenericKubernetesResource generic(ObjectNode node) {
        return JSON.convertValue(node, GenericKubernetesResource.class);
    }

    @Override
    public FakeGroups groups() {
        return groups;
    }

    @Override
    public Optional<GenericKubernetesResource> snapshot(String namespace, String name) {
        return Optional.ofNullable(snapshots.get(namespace + "/" + name)).map(FakeSnapshots::generic);
    }

    @Override
    public Optional<Map<String, String>> parameters(String className) {
        return Optional.ofNullable(classes.get(className));
    }

    @Override
    public void patch(SnapshotContent content, String patch) {
        ObjectNode object = contents.get(content.name());
        merge(object, json(patch));
        if (object.path("metadata").has("deletionTimestamp") && object.path("metadata").path("finalizers").isEmpty()) {
            contents.remove(content.name());
        }
    }

    @Override
    public void patchStatus(SnapshotContent content, String patch) {
        merge(contents.get(content.name()), json(patch));
    }

    static void merge(ObjectNode target, ObjectNode patch) {
        patch.properties().forEach(entry -> {
            if (entry.getValue().isNull()) {
                target.remove(entry.getKey());
            } else if (entry.getValue().isObject()) {
                merge(target.withObjectProperty(entry.getKey()), (ObjectNode) entry.getValue());
            } else {
                target.set(entry.getKey(), entry.getValue());
            }
        });
    }

    @Override
    public void event(SnapshotContent content, String type, String reason, String message) {
        events.add("%s %s %s".formatted(content.name(), reason, message));
    }
}
