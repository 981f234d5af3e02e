package dev.marina.agent.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A VolumeSnapshotContent as it is read. Its definition is the tenant's: fields may be absent, or anything.
///
/// @param volumeHandle of the volume that is to be kept; "" when the snapshot is there already
/// @param snapshotHandle of a snapshot that is there already, or ""
/// @param handle what the driver calls it, "" while that is not known
/// @param sourceVolumeMode of the volume, or "" where nobody has said
/// @param error what is said of its last failure, or ""
record SnapshotContent(String name, String uid, Map<String, String> labels, Map<String, String> annotations, List<String> finalizers, boolean deleting,
        String driver, String volumeHandle, String snapshotHandle, String deletionPolicy, String className, String namespace, String snapshot,
        String snapshotUid, String sourceVolumeMode, String handle, boolean ready, String error) {

    static final String ANNOTATIONS = "snapshot.storage.kubernetes.io/";
    static final String FINALIZER = "snapshot.storage.kubernetes.io/volumesnapshotcontent-bound-protection";
    static final String BEING_CREATED = "snapshot.storage.kubernetes.io/volumesnapshot-being-created";
    static final String BEING_DELETED = "snapshot.storage.kubernetes.io/volumesnapshot-being-deleted";
    private static final ObjectMapper JSON = new ObjectMapper();

    static SnapshotContent of(GenericKubernetesResource object) {
        JsonNode root = JSON.valueToTree(object.getAdditionalProperties());
        JsonNode spec = root.path("spec");
        JsonNode bound = spec.path("volumeSnapshotRef");
        JsonNode status = root.path("status");
        var metadata = object.getMetadata();
        return new SnapshotContent(metadata.getName(), metadata.getUid(), Objects.requireNonNullElse(metadata.getLabels(), Map.of()),
                Objects.requireNonNullElse(metadata.getAnnotations(), Map.of()), Objects.requireNonNullElse(metadata.getFinalizers(), List.of()),
                metadata.getDeletionTimestamp() != null, text(spec.path("driver")), text(spec.path("source").path("volumeHandle")),
                text(spec.path("source").path("snapshotHandle")), text(spec.path("deletionPolicy")), text(spec.path("volumeSnapshotClassName")),
                text(bound.path("namespace")), text(bound.path("name")), text(bound.path("uid")), text(spec.path("sourceVolumeMode")),
                text(status.path("snapshotHandle")),
                status.path("readyToUse").asBoolean(), text(status.path("error").path("message")));
    }

    private static String text(JsonNode value) {
        return value.isValueNode() && !value.isNull() ? value.asText() : "";
    }
}
