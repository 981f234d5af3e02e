package dev.marina.agent.storage;

import dev.marina.agent.runtime.NodeRef;
import dev.marina.csi.v1.CreateVolumeGroupSnapshotRequest;
import dev.marina.csi.v1.DeleteVolumeGroupSnapshotRequest;
import dev.marina.csi.v1.GetVolumeGroupSnapshotRequest;
import dev.marina.csi.v1.VolumeGroupSnapshot;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes, finds and deletes the snapshots of volumes that lie here together, as the objects of one cluster ask. As [Snapshotting] does it for single ones: each
/// step may be done again.
final class GroupSnapshotting {

    private static final Logger LOG = LoggerFactory.getLogger(GroupSnapshotting.class);

    private final NodeRef node;
    private final SnapshotPlan.Place place;
    private final CsiClient driver;

    GroupSnapshotting(NodeRef node, SnapshotPlan.Place place, CsiClient driver) {
        this.node = node;
        this.place = place;
        this.driver = driver;
    }

    /// @param here handles of the volumes that lie on this machine
    void serve(ClusterGroups cluster, GroupContent content, Set<String> here, Instant now) {
        switch (GroupPlan.of(content, place, here)) {
            case GroupPlan.Nothing _ -> {
            }
            case GroupPlan.Take _ -> take(cluster, content, now);
            case GroupPlan.Find _ -> find(cluster, content, now);
            case GroupPlan.Refuse(String reason, String message) -> fail(cluster, content, reason, message, now);
            case GroupPlan.Delete(Optional<String> handle) -> delete(cluster, content, handle);
            case GroupPlan.Release _ -> cluster.patch(content, GroupPatch.released(content));
        }
    }

    private void take(ClusterGroups cluster, GroupContent content, Instant now) {
        try {
            Map<String, String> ofClass = cluster.parameters(content.className())
                    .orElseThrow(() -> new IllegalArgumentException("failed to get input parameters to create group snapshot for group snapshot content %s: "
                            .formatted(content.name()) + "volumegroupsnapshotclass.%s \"%s\" not found".formatted(GroupContent.GROUP, content.className())));
            cluster.patch(content, GroupPatch.beingCreated(content, place));
            VolumeGroupSnapshot made = driver.groupController().createVolumeGroupSnapshot(CreateVolumeGroupSnapshotRequest.newBuilder()
                    .setName("groupsnapshot-" + content.groupUid()).addAllSourceVolumeIds(content.volumeHandles())
                    .putAllParameters(Provisioning.parameters(ofClass, node)).build()).getGroupSnapshot();
            cluster.patchStatus(content, GroupPatch.there(content, made));
            cluster.patch(content, GroupPatch.answered(content));
            LOG.atInfo().addKeyValue("node", node).addKeyValue("group", made.getGroupSnapshotId()).addKeyValue("snapshots", made.getSnapshotsCount())
                    .log("group of snapshots taken");
        } catch (RuntimeException failure) {
            if (Snapshotting.answered(failure)) {
                cluster.patch(content, GroupPatch.answered(content));
            }
            fail(cluster, content, "GroupSnapshotCreationFailed", "Failed to create group snapshot: failed to take group snapshot of the volumes %s: \"%s\""
                    .formatted(content.volumeHandles(), Provisioning.words(failure)), now);
            throw failure;
        }
    }

    /// One that is not here may be elsewhere.
    private void find(ClusterGroups cluster, GroupContent content, Instant now) {
        try {
            VolumeGroupSnapshot found = driver.groupController().getVolumeGroupSnapshot(GetVolumeGroupSnapshotRequest.newBuilder()
                    .setGroupSnapshotId(content.groupHandle()).addAllSnapshotIds(content.snapshotHandles()).build()).getGroupSnapshot();
            cluster.patch(content, GroupPatch.found(content, place));
            cluster.patchStatus(content, GroupPatch.there(content, found));
        } catch (StatusRuntimeException refused) {
            if (refused.getStatus().getCode() != Status.Code.NOT_FOUND) {
                fail(cluster, content, "GroupSnapshotContentCheckandUpdateFailed",
                        "Failed to check and update group snapshot content: " + Provisioning.words(refused), now);
                throw refused;
            }
        }
    }

    private static void fail(ClusterGroups cluster, GroupContent content, String reason, String message, Instant now) {
        if (!content.error().equals(message)) {
            cluster.patchStatus(content, GroupPatch.failed(content, message, now));
            cluster.event(content, "Warning", reason, message);
        }
    }

    private void delete(ClusterGroups cluster, GroupContent content, Optional<String> handle) {
        try {
            handle.ifPresent(id -> driver.groupController().deleteVolumeGroupSnapshot(
                    DeleteVolumeGroupSnapshotRequest.newBuilder().setGroupSnapshotId(id).addAllSnapshotIds(content.taken()).build()));
        } catch (RuntimeException failure) {
            cluster.event(content, "Warning", "GroupSnapshotDeleteError", "Failed to delete group snapshot");
            throw failure;
        }
        cluster.patchStatus(content, GroupPatch.deleted(content));
        LOG.atInfo().addKeyValue("node", node).addKeyValue("group", handle.orElse("none of this cluster")).log("group of snapshots deleted");
    }
}
