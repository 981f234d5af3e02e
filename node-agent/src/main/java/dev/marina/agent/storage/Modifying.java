package dev.marina.agent.storage;

import dev.marina.agent.runtime.NodeRef;
import dev.marina.csi.CsiDriver;
import dev.marina.csi.v1.ControllerModifyVolumeRequest;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClass;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives volumes that lie here the attributes of the class that their claims name by now. Events, conditions and words are
/// external-resizer's: pkg/modifycontroller in kubernetes-csi/external-resizer
final class Modifying {

    private static final Logger LOG = LoggerFactory.getLogger(Modifying.class);

    private final NodeRef node;
    private final String machine;
    private final CsiClient driver;

    Modifying(NodeRef node, String machine, CsiClient driver) {
        this.node = node;
        this.machine = machine;
        this.driver = driver;
    }

    void serve(ClusterVolumes cluster, PersistentVolumeClaim claim, List<PersistentVolume> volumes) {
        String wanted = text(claim.getSpec().getVolumeAttributesClassName());
        if (wanted.isEmpty() || claim.getStatus() == null || !"Bound".equals(claim.getStatus().getPhase())
                || claim.getMetadata().getDeletionTimestamp() != null || wanted.equals(claim.getStatus().getCurrentVolumeAttributesClassName())) {
            return;
        }
        Optional<PersistentVolume> volume = ProvisioningPlan.bound(claim, volumes, node, machine);
        if (volume.isEmpty()) {
            return;
        }
        Optional<VolumeAttributesClass> found = cluster.attributesClass(wanted);
        if (found.isEmpty()) {
            // Its coming brings the claim back here.
            cluster.modifying(claim, new ClusterVolumes.Modification("Pending", "", Optional.empty(), ""));
            return;
        }
        modify(cluster, claim, volume.get(), found.get());
    }

    private void modify(ClusterVolumes cluster, PersistentVolumeClaim claim, PersistentVolume volume, VolumeAttributesClass wanted) {
        String name = wanted.getMetadata().getName();
        String claimName = claim.getMetadata().getName();
        try {
            mismatch(wanted).ifPresent(why -> {
                throw Status.INVALID_ARGUMENT.withDescription(why).asRuntimeException();
            });
            cluster.modifying(claim,
                    new ClusterVolumes.Modification("InProgress", name, Optional.of("ModifyingVolume"), "ModifyVolume operation in progress."));
            cluster.event(claim, "Normal", "VolumeModify", "external resizer is modifying volume %s with vac %s".formatted(claimName, name));
            driver.controller().controllerModifyVolume(ControllerModifyVolumeRequest.newBuilder().setVolumeId(volume.getSpec().getCsi().getVolumeHandle())
                    .putAllMutableParameters(wanted.getParameters()).build());
            cluster.modified(claim, volume, name);
            cluster.event(claim, "Normal", "VolumeModifySuccessful", "external resizer modified volume %s with vac %s successfully".formatted(claimName, name));
            LOG.atInfo().addKeyValue("node", node).addKeyValue("volume", volume.getMetadata().getName()).addKeyValue("class", name).log("volume modified");
        } catch (StatusRuntimeException refused) {
            String words = Provisioning.words(refused);
            boolean infeasible = refused.getStatus().getCode() == Status.Code.INVALID_ARGUMENT;
            cluster.modifying(claim, new ClusterVolumes.Modification(infeasible ? "Infeasible" : "InProgress", name, Optional.of("ModifyVolumeError"),
                    "ModifyVolume failed with error: %s. Waiting for retry.".formatted(words)));
            cluster.event(claim, "Warning", "VolumeModifyFailed", words);
            throw refused;
        }
    }

    /// Why a class says nothing to this driver.
    static Optional<String> mismatch(VolumeAttributesClass wanted) {
        return CsiDriver.NAME.equals(wanted.getDriverName())
                ? Optional.empty()
                : Optional.of("VAC %s referenced in PVC is for driver %s which does not match driver name %s".formatted(wanted.getMetadata().getName(),
                        wanted.getDriverName(), CsiDriver.NAME));
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }
}
