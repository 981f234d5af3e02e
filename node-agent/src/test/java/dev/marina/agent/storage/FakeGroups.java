package dev.marina.agent.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Groups of snapshots of a cluster in memory.
final class FakeGroups implements ClusterGroups {

    final Map<String, ObjectNode> contents = new TreeMap<>();
    final Map<String, Map<String, String>> classes = new TreeMap<>(Map.of("together", Map.of()));
    final List<String> events = new ArrayList<>();

    /// One that a group of the same name in `default` is to have.
    void content(String name, String source) {
        contents.put(name, FakeSnapshots.json("""
                {'apiVersion':'groupsnapshot.storage.k8s.io/v1','kind':'VolumeGroupSnapshotContent',
                 'metadata':{'name':'%s','uid':'uid-%s','finalizers':['%s']},
                 'spec':{'driver':'csi.marina.dev','deletionPolicy':'Delete','volumeGroupSnapshotClassName':'together','source':%s,
                         'volumeGroupSnapshotRef':{'namespace':'default','name':'%s','uid':'of-%s'}}}
                """.formatted(name, name, GroupContent.FINALIZER, source, name, name)));
    }

    void deleting(String name) {
        contents.get(name).withObject("/metadata").put("deletionTimestamp", "2026-11-21T10:00:00Z").withObject("/annotations")
                .put(GroupContent.BEING_DELETED, "yes");
    }

    JsonNode status(String name) {
        return contents.get(name).path("status");
    }

    @Override
    public List<GroupContent> contents() {
        return contents.values().stream().map(FakeSnapshots::generic).map(GroupContent::of).toList();
    }

    @Override
    public Optional<Map<String, String>> parameters(String className) {
        return Optional.ofNullable(classes.get(className));
    }

    @Override
    public void patch(GroupContent content, String patch) {
        ObjectNode object = contents.get(content.name());
        FakeSnapshots.merge(object, FakeSnapshots.json(patch));
        if (object.path("metadata").has("deletionTimestamp") && object.path("metadata").path("finalizers").isEmpty()) {
            contents.remove(content.name());
        }
    }

    @Override
    public void patchStatus(GroupContent content, String patch) {
        FakeSnapshots.merge(contents.get(content.name()), FakeSnapshots.json(patch));
    }

    @Override
    public void event(GroupContent content, String type, String reason, String message) {
        events.add("%s %s %s".formatted(content.name(), reason, message));
    }
}
