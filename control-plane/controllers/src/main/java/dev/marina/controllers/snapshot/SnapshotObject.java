package dev.marina.controllers.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A VolumeSnapshot, a -Content or a -Class as the plan reads it, or one of a group of snapshots. Its definition is the tenant's: fields may be absent, or anything, and
/// then read as "".
///
/// @param resource as it was read, for what is written and told
record SnapshotObject(GenericKubernetesResource resource, JsonNode root) {

    static SnapshotObject of(GenericKubernetesResource resource) {
        return new SnapshotObject(resource, Document.mapper().valueToTree(resource.getAdditionalProperties()));
    }

    String name() {
        return resource.getMetadata().getName();
    }

    String namespace() {
        return Objects.requireNonNullElse(resource.getMetadata().getNamespace(), "");
    }

    String uid() {
        return Objects.requireNonNullElse(resource.getMetadata().getUid(), "");
    }

    boolean terminating() {
        return resource.getMetadata().getDeletionTimestamp() != null;
    }

    List<String> finalizers() {
        return Objects.requireNonNullElse(resource.getMetadata().getFinalizers(), List.of());
    }

    Map<String, String> annotations() {
        return Objects.requireNonNullElse(resource.getMetadata().getAnnotations(), Map.of());
    }

    String text(String... path) {
        JsonNode value = at(path);
        return value.isValueNode() && !value.isNull() ? value.asText() : "";
    }

    JsonNode at(String... path) {
        JsonNode node = root;
        for (String field : path) {
            node = node.path(field);
        }
        return node;
    }

    /// A copy of what it says by now, to be changed; of nothing where that is no object.
    ObjectNode status() {
        return at("status") instanceof ObjectNode status ? status.deepCopy() : Document.mapper().createObjectNode();
    }

    /// Of a snapshot: the claim that it is to be taken of, or "".
    String claim() {
        return text("spec", "source", "persistentVolumeClaimName");
    }

    /// Of a snapshot: the content that is there already, or "".
    String content() {
        return text("spec", "source", group() ? "volumeGroupSnapshotContentName" : "volumeSnapshotContentName");
    }

    String className() {
        return text("spec", group() ? "volumeGroupSnapshotClassName" : "volumeSnapshotClassName");
    }

    /// Of a snapshot.
    String bound() {
        return text("status", group() ? "boundVolumeGroupSnapshotContentName" : "boundVolumeSnapshotContentName");
    }

    boolean ready() {
        return at("status", "readyToUse").asBoolean();
    }

    private boolean group() {
        return Objects.requireNonNullElse(resource.getKind(), "").startsWith("VolumeGroupSnapshot");
    }

    /// Of a snapshot: whether it was taken with others. Then the group's controller says which its content is.
    boolean inGroup() {
        return finalizers().contains(SnapshotPlan.IN_GROUP);
    }

    /// Of a snapshot: what its content is called if one is made for it.
    String contentName() {
        if (inGroup()) {
            return bound();
        }
        return content().isEmpty() ? (group() ? "groupsnapcontent-" : "snapcontent-") + uid() : content();
    }

    private String reference(String field) {
        return text("spec", group() ? "volumeGroupSnapshotRef" : "volumeSnapshotRef", field);
    }

    /// Of a content: whether it is this snapshot's.
    boolean of(SnapshotObject snapshot) {
        return names(snapshot.namespace(), snapshot.name()) && reference("uid").equals(snapshot.uid());
    }

    /// The same, also while it does not say which of that name.
    boolean mayBe(SnapshotObject snapshot) {
        String uid = reference("uid");
        return names(snapshot.namespace(), snapshot.name()) && (uid.isEmpty() || uid.equals(snapshot.uid()));
    }

    /// Of a content: whether it is that of a snapshot of this name, whichever.
    boolean names(String namespace, String name) {
        return reference("name").equals(name) && reference("namespace").equals(namespace);
    }
}
