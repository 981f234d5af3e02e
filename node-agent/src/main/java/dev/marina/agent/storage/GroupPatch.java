package dev.marina.agent.storage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.csi.v1.Snapshot;
import dev.marina.csi.v1.VolumeGroupSnapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What is written of a group's content, as merges.
final class GroupPatch {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long NANOS = 1_000_000_000L;

    private GroupPatch() {}

    /// Before the driver is asked: whoever deletes the object waits for its answer.
    static String beingCreated(GroupContent content, SnapshotPlan.Place place) {
        ObjectNode patch = here(content, place);
        patch.withObject("/metadata/annotations").put(GroupContent.BEING_CREATED, "yes");
        return patch.toString();
    }

    static String answered(GroupContent content) {
        ObjectNode patch = of(content);
        patch.withObject("/metadata/annotations").putNull(GroupContent.BEING_CREATED);
        return patch.toString();
    }

    static String found(GroupContent content, SnapshotPlan.Place place) {
        return here(content, place).toString();
    }

    static String there(GroupContent content, VolumeGroupSnapshot group) {
        ObjectNode patch = of(content);
        ObjectNode status = patch.putObject("status").put("volumeGroupSnapshotHandle", group.getGroupSnapshotId()).put("readyToUse", group.getReadyToUse())
                .put("creationTime", Instant.ofEpochSecond(group.getCreationTime().getSeconds()).toString());
        var list = status.putArray("volumeSnapshotInfoList");
        for (Snapshot snapshot : group.getSnapshotsList()) {
            list.addObject().put("volumeHandle", snapshot.getSourceVolumeId()).put("snapshotHandle", snapshot.getSnapshotId())
                    .put("creationTime", snapshot.getCreationTime().getSeconds() * NANOS + snapshot.getCreationTime().getNanos())
                    .put("readyToUse", snapshot.getReadyToUse()).put("restoreSize", snapshot.getSizeBytes());
        }
        status.putNull("error");
        return patch.toString();
    }

    static String failed(GroupContent content, String message, Instant now) {
        ObjectNode patch = of(content);
        patch.putObject("status").put("readyToUse", false).putObject("error").put("message", message).put("time",
                now.truncatedTo(ChronoUnit.SECONDS).toString());
        return patch.toString();
    }

    static String deleted(GroupContent content) {
        ObjectNode patch = of(content);
        patch.putObject("status").putNull("volumeGroupSnapshotHandle").putNull("readyToUse").putNull("creationTime").putNull("volumeSnapshotInfoList")
                .putNull("error");
        return patch.toString();
    }

    static String released(GroupContent content) {
        ObjectNode patch = of(content);
        var rest = patch.withObject("/metadata").putArray("finalizers");
        content.finalizers().stream().filter(name -> !name.equals(GroupContent.FINALIZER)).forEach(rest::add);
        return patch.toString();
    }

    private static ObjectNode here(GroupContent content, SnapshotPlan.Place place) {
        ObjectNode patch = of(content);
        patch.withObject("/metadata/labels").put(place.topologyKey(), place.machine());
        return patch;
    }

    private static ObjectNode of(GroupContent content) {
        ObjectNode patch = JSON.createObjectNode();
        patch.putObject("metadata").put("uid", content.uid());
        return patch;
    }
}
