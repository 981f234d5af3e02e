package dev.marina.agent.storage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.csi.v1.Snapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What is written of a snapshot's content, as merges.
final class SnapshotPatch {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long NANOS = 1_000_000_000L;

    private SnapshotPatch() {}

    /// Before the driver is asked: whoever deletes the object waits for its answer.
    static String beingCreated(SnapshotContent content, SnapshotPlan.Place place) {
        ObjectNode patch = of(content);
        patch.withObject("/metadata/labels").put(place.topologyKey(), place.machine());
        patch.withObject("/metadata/annotations").put(SnapshotContent.BEING_CREATED, "yes");
        return patch.toString();
    }

    static String answered(SnapshotContent content) {
        ObjectNode patch = of(content);
        patch.withObject("/metadata/annotations").putNull(SnapshotContent.BEING_CREATED);
        return patch.toString();
    }

    static String found(SnapshotContent content, SnapshotPlan.Place place) {
        ObjectNode patch = of(content);
        patch.withObject("/metadata/labels").put(place.topologyKey(), place.machine());
        return patch.toString();
    }

    static String there(SnapshotContent content, Snapshot snapshot) {
        ObjectNode patch = of(content);
        patch.putObject("status").put("snapshotHandle", snapshot.getSnapshotId()).put("readyToUse", snapshot.getReadyToUse())
                .put("creationTime", snapshot.getCreationTime().getSeconds() * NANOS + snapshot.getCreationTime().getNanos())
                .put("restoreSize", snapshot.getSizeBytes()).putNull("error");
        return patch.toString();
    }

    static String failed(SnapshotContent content, String message, Instant now) {
        ObjectNode patch = of(content);
        patch.putObject("status").put("readyToUse", false).putObject("error").put("message", message).put("time",
                now.truncatedTo(ChronoUnit.SECONDS).toString());
        return patch.toString();
    }

    static String deleted(SnapshotContent content) {
        ObjectNode patch = of(content);
        patch.putObject("status").putNull("snapshotHandle").putNull("readyToUse").putNull("creationTime").putNull("restoreSize");
        return patch.toString();
    }

    static String released(SnapshotContent content) {
        ObjectNode patch = of(content);
        var rest = patch.withObject("/metadata").putArray("finalizers");
        content.finalizers().stream().filter(name -> !name.equals(SnapshotContent.FINALIZER)).forEach(rest::add);
        return patch.toString();
    }

    private static ObjectNode of(SnapshotContent content) {
        ObjectNode patch = JSON.createObjectNode();
        patch.putObject("metadata").put("uid", content.uid());
        return patch;
    }
}
