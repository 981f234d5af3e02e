package dev.marina.agent.storage;

import dev.marina.agent.runtime.NodeRef;
import dev.marina.csi.v1.CreateSnapshotRequest;
import dev.marina.csi.v1.DeleteSnapshotRequest;
import dev.marina.csi.v1.ListSnapshotsRequest;
import dev.marina.csi.v1.Snapshot;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes, finds and deletes the snapshots of volumes that lie here, as the objects of one cluster ask. What was done is what the objects
/// say, and the driver knows a snapshot by its name, so each step may be done again.
final class Snapshotting {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshotting.class);

    private final NodeRef node;
    private final SnapshotPlan.Place place;
    private final CsiClient driver;

    Snapshotting(NodeRef node, SnapshotPlan.Place place, CsiClient driver) {
        this.node = node;
        this.place = place;
        this.driver = driver;
    }

    /// @param here handles of the volumes that lie on this machine, see [#here]
    void serve(ClusterSnapshots cluster, SnapshotContent content, Set<String> here, Instant now) {
        switch (SnapshotPlan.of(content, place, here.contains(content.volumeHandle()))) {
            case SnapshotPlan.Nothing _ -> {
            }
            case SnapshotPlan.Take _ -> take(cluster, content, now);
            case SnapshotPlan.Find(String handle) -> find(cluster, content, handle);
            case SnapshotPlan.Refuse(String reason, String message) -> fail(cluster, content, reason, message, now);
            case SnapshotPlan.Delete(Optional<String> handle) -> delete(cluster, content, handle);
            case SnapshotPlan.Release _ -> cluster.patch(content, SnapshotPatch.released(content));
        }
    }

    /// Once for all contents: both may be many.
    Set<String> here(List<PersistentVolume> volumes) {
        return volumes.stream().filter(place::here).map(volume -> volume.getSpec().getCsi().getVolumeHandle()).filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private void take(ClusterSnapshots cluster, SnapshotContent content, Instant now) {
        try {
            Map<String, String> ofClass = cluster.parameters(content.className())
                    .orElseThrow(() -> new IllegalArgumentException("failed to get input parameters to create snapshot for content %s: "
                            .formatted(content.name()) + "volumesnapshotclass.snapshot.storage.k8s.io \"%s\" not found".formatted(content.className())));
            cluster.patch(content, SnapshotPatch.beingCreated(content, place));
            Snapshot made = driver.controller().createSnapshot(CreateSnapshotRequest.newBuilder().setName("snapshot-" + content.snapshotUid())
                    .setSourceVolumeId(content.volumeHandle()).putAllParameters(Provisioning.parameters(ofClass, node)).build()).getSnapshot();
            cluster.patchStatus(content, SnapshotPatch.there(content, made));
            cluster.patch(content, SnapshotPatch.answered(content));
            LOG.atInfo().addKeyValue("node", node).addKeyValue("snapshot", made.getSnapshotId()).addKeyValue("bytes", made.getSizeBytes())
                    .log("snapshot taken");
        } catch (RuntimeException failure) {
            if (answered(failure)) {
                cluster.patch(content, SnapshotPatch.answered(content));
            }
            fail(cluster, content, "SnapshotCreationFailed", "Failed to create snapshot: failed to take snapshot of the volume %s: \"%s\""
                    .formatted(content.volumeHandle(), Provisioning.words(failure)), now);
            throw failure;
        }
    }

    /// Whether the driver has said no, and not merely nothing: then it may still be about to. isFinalError in the sidecar's; a driver
    /// without room says so when it has tidied up.
    static boolean answered(RuntimeException failure) {
        return failure instanceof StatusRuntimeException refused && switch (refused.getStatus().getCode()) {
            case CANCELLED, DEADLINE_EXCEEDED, UNAVAILABLE, ABORTED -> false;
            default -> true;
        };
    }

    /// One that is not here may be elsewhere.
    private void find(ClusterSnapshots cluster, SnapshotContent content, String handle) {
        driver.controller().listSnapshots(ListSnapshotsRequest.newBuilder().setSnapshotId(handle).build()).getEntriesList().stream().findFirst()
                .ifPresent(entry -> {
                    cluster.patch(content, SnapshotPatch.found(content, place));
                    cluster.patchStatus(content, SnapshotPatch.there(content, entry.getSnapshot()));
                });
    }

    private static void fail(ClusterSnapshots cluster, SnapshotContent content, String reason, String message, Instant now) {
        if (!content.error().equals(message)) {
            cluster.patchStatus(content, SnapshotPatch.failed(content, message, now));
            cluster.event(content, "Warning", reason, message);
        }
    }

    private void delete(ClusterSnapshots cluster, SnapshotContent content, Optional<String> handle) {
        try {
            handle.ifPresent(id -> driver.controller().deleteSnapshot(DeleteSnapshotRequest.newBuilder().setSnapshotId(id).build()));
        } catch (RuntimeException failure) {
            cluster.event(content, "Warning", "SnapshotDeleteError", "Failed to delete snapshot");
            throw failure;
        }
        cluster.patchStatus(content, SnapshotPatch.deleted(content));
        LOG.atInfo().addKeyValue("node", node).addKeyValue("snapshot", handle.orElse("none of this cluster")).log("snapshot deleted");
    }
}
