package dev.marina.agent.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A VolumeGroupSnapshotContent as it is read. Its definition is the tenant's: fields may be absent, or anything.
///
/// @param volumeHandles of the volumes that are to be kept, or none when their snapshots are there already; of very many the first only
/// @param groupHandle of a group that is there already, or ""
/// @param snapshotHandles of its snapshots
/// @param groupUid of the VolumeGroupSnapshot that it is bound to, or ""
/// @param handle what the driver calls it, "" while that is not known
/// @param taken what the driver calls its snapshots
/// @param error what is said of its last failure, or ""
record GroupContent(String name, String uid, Map<String, String> labels, Map<String, String> annotations, List<String> finalizers, boolean deleting,
        String driver, List<String> volumeHandles, String groupHandle, List<String> snapshotHandles, String deletionPolicy, String className,
        String groupUid, String handle, List<String> taken, boolean ready, String error) {

    static final String GROUP = "groupsnapshot.storage.k8s.io";
    static final String ANNOTATIONS = "groupsnapshot.storage.kubernetes.io/";
    static final String FINALIZER = ANNOTATIONS + "volumegroupsnapshotcontent-bound-protection";
    static final String BEING_CREATED = ANNOTATIONS + "volumegroupsnapshot-being-created";
    static final String BEING_DELETED = ANNOTATIONS + "volumegroupsnapshot-being-deleted";
    /// At contents of the single snapshots of a group: what the driver calls that.
    static final String HANDLE = ANNOTATIONS + "volumeGroupSnapshotHandle";
    /// As many as the driver takes together.
    static final int MOST = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    static GroupContent of(GenericKubernetesResource object) {
        JsonNode root = JSON.valueToTree(object.getAdditionalProperties());
        JsonNode spec = root.path("spec");
        JsonNode known = spec.path("source").path("groupSnapshotHandles");
        JsonNode status = root.path("status");
        var metadata = object.getMetadata();
        return new GroupContent(metadata.getName(), metadata.getUid(), Objects.requireNonNullElse(metadata.getLabels(), Map.of()),
                Objects.requireNonNullElse(metadata.getAnnotations(), Map.of()), Objects.requireNonNullElse(metadata.getFinalizers(), List.of()),
                metadata.getDeletionTimestamp() != null, text(spec.path("driver")), texts(spec.path("source").path("volumeHandles"), ""),
                text(known.path("volumeGroupSnapshotHandle")), texts(known.path("volumeSnapshotHandles"), ""), text(spec.path("deletionPolicy")),
                text(spec.path("volumeGroupSnapshotClassName")), text(spec.path("volumeGroupSnapshotRef").path("uid")),
                text(status.path("volumeGroupSnapshotHandle")), texts(status.path("volumeSnapshotInfoList"), "snapshotHandle"),
                status.path("readyToUse").asBoolean(), text(status.path("error").path("message")));
    }

    /// One more than may be, at most: that there are too many can be seen.
    private static List<String> texts(JsonNode list, String field) {
        List<String> texts = new ArrayList<>();
        for (JsonNode each : list) {
            if (texts.size() > MOST) {
                break;
            }
            texts.add(text(field.isEmpty() ? each : each.path(field)));
        }
        return List.copyOf(texts);
    }

    private static String text(JsonNode value) {
        return value.isValueNode() && !value.isNull() ? value.asText() : "";
    }
}
