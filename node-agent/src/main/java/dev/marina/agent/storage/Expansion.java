package dev.marina.agent.storage;

import dev.marina.agent.runtime.NodeRef;
import dev.marina.csi.CsiDriver;
import dev.marina.csi.v1.CapacityRange;
import dev.marina.csi.v1.ControllerExpandVolumeRequest;
import dev.marina.csi.v1.NodeExpandVolumeRequest;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives claims whose volumes lie here the room that they ask for by now: first the volume, then, where it is mounted, the file
/// system in it. What was done is what the objects say, so each step may be done again. Whether the claim may ask for as much (its
/// class, its namespace's quota, its tenant's plan) was settled when it was changed.
final class Expansion {

    private static final Logger LOG = LoggerFactory.getLogger(Expansion.class);
    private static final String STORAGE = "storage";

    private final NodeRef node;
    private final String machine;
    private final CsiClient driver;
    private final Function<String, Optional<Path>> mounted;

    /// @param mounted where a volume is mounted for all pods of the machine, if it is
    Expansion(NodeRef node, String machine, CsiClient driver, Function<String, Optional<Path>> mounted) {
        this.node = node;
        this.machine = machine;
        this.driver = driver;
        this.mounted = mounted;
    }

    void serve(ClusterVolumes cluster, PersistentVolumeClaim claim, List<PersistentVolume> volumes) {
        if (claim.getStatus() == null || !"Bound".equals(claim.getStatus().getPhase()) || claim.getMetadata().getDeletionTimestamp() != null
                || amount(claim.getStatus().getCapacity()).compareTo(requested(claim)) >= 0) {
            return;
        }
        Optional<PersistentVolume> found = ProvisioningPlan.bound(claim, volumes, node, machine);
        if (found.isEmpty()) {
            return;
        }
        PersistentVolume volume = found.get();
        try {
            boolean larger = amount(volume.getSpec().getCapacity()).compareTo(requested(claim)) >= 0;
            if (!larger) {
                expandVolume(cluster, claim, volume);
            }
            expandFileSystem(cluster, claim, volume);
        } catch (RuntimeException failure) {
            cluster.event(claim, "Warning", "VolumeResizeFailed", "resize volume \"%s\" by resizer \"%s\" failed: %s"
                    .formatted(volume.getMetadata().getName(), CsiDriver.NAME, Provisioning.words(failure)));
            throw failure;
        }
    }

    private void expandVolume(ClusterVolumes cluster, PersistentVolumeClaim claim, PersistentVolume volume) {
        cluster.expanding(claim, new ClusterVolumes.Growth("ControllerResizeInProgress", Optional.of("Resizing"), ""));
        cluster.event(claim, "Normal", "Resizing", "External resizer is resizing volume " + volume.getMetadata().getName());
        driver.controller().controllerExpandVolume(ControllerExpandVolumeRequest.newBuilder().setVolumeId(volume.getSpec().getCsi().getVolumeHandle())
                .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(ProvisioningPlan.bytes(claim))).build());
        cluster.enlarge(volume, claim.getSpec().getResources().getRequests().get(STORAGE));
        LOG.atInfo().addKeyValue("node", node).addKeyValue("volume", volume.getMetadata().getName()).addKeyValue("bytes", ProvisioningPlan.bytes(claim))
                .log("volume expanded");
    }

    private void expandFileSystem(ClusterVolumes cluster, PersistentVolumeClaim claim, PersistentVolume volume) {
        String handle = volume.getSpec().getCsi().getVolumeHandle();
        Optional<Path> place = mounted.apply(handle);
        if (place.isEmpty()) {
            cluster.expanding(claim, new ClusterVolumes.Growth("NodeResizePending", Optional.of("FileSystemResizePending"),
                    "Waiting for user to (re-)start a pod to finish file system resize of volume on node."));
            return;
        }
        driver.node().nodeExpandVolume(NodeExpandVolumeRequest.newBuilder().setVolumeId(handle).setVolumePath(place.get().toString())
                .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(ProvisioningPlan.bytes(claim))).build());
        cluster.expanded(claim, claim.getSpec().getResources().getRequests().get(STORAGE));
        cluster.event(claim, "Normal", "FileSystemResizeSuccessful", "MountVolume.NodeExpandVolume succeeded for volume \"%s\" %s"
                .formatted(volume.getMetadata().getName(), node.name()));
    }

    private static BigDecimal requested(PersistentVolumeClaim claim) {
        return claim.getSpec().getResources() == null ? BigDecimal.ZERO : amount(claim.getSpec().getResources().getRequests());
    }

    private static BigDecimal amount(Map<String, Quantity> amounts) {
        return amounts == null || amounts.get(STORAGE) == null ? BigDecimal.ZERO : amounts.get(STORAGE).getNumericalAmount();
    }
}
