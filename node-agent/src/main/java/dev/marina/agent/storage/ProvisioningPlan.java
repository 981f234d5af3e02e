package dev.marina.agent.storage;

import dev.marina.agent.runtime.NodeRef;
import dev.marina.csi.CsiDriver;
import io.fabric8.kubernetes.api.model.NodeSelectorBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Whether a claim is this node's to provision, and the volume object that this gives.
final class ProvisioningPlan {

    static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
    static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";

    private ProvisioningPlan() {}

    static boolean wanted(PersistentVolumeClaim claim, String node, String driver, Optional<StorageClass> storageClass) {
        Map<String, String> annotations = Optional.ofNullable(claim.getMetadata().getAnnotations()).orElse(Map.of());
        return unbound(claim) && node.equals(annotations.get(SELECTED_NODE))
                && storageClass.filter(c -> driver.equals(c.getProvisioner())).isPresent();
    }

    /// Claims that wait for no pod, and so for no scheduler either: any node may take them.
    static boolean takeable(PersistentVolumeClaim claim, String driver, Optional<StorageClass> storageClass) {
        return unbound(claim) && !Optional.ofNullable(claim.getMetadata().getAnnotations()).orElse(Map.of()).containsKey(SELECTED_NODE)
                && storageClass.filter(c -> driver.equals(c.getProvisioner()) && !"WaitForFirstConsumer".equals(c.getVolumeBindingMode())).isPresent();
    }

    static Optional<String> attributesClass(PersistentVolumeClaim claim) {
        return Optional.ofNullable(claim.getSpec().getVolumeAttributesClassName()).filter(name -> !name.isEmpty());
    }

    static boolean block(PersistentVolumeClaim claim) {
        return "Block".equals(claim.getSpec().getVolumeMode());
    }

    private static boolean unbound(PersistentVolumeClaim claim) {
        return (claim.getSpec().getVolumeName() == null || claim.getSpec().getVolumeName().isEmpty()) && claim.getMetadata().getDeletionTimestamp() == null;
    }

    /// Volumes that nobody claims any more and that their class says to delete.
    static boolean expired(PersistentVolume volume, String driver, String topologyKey, String machine) {
        boolean ours = driver.equals(Optional.ofNullable(volume.getMetadata().getAnnotations()).orElse(Map.of()).get(PROVISIONED_BY));
        boolean released = volume.getStatus() != null && "Released".equals(volume.getStatus().getPhase());
        return here(volume, driver, topologyKey, machine) && ours && released && "Delete".equals(volume.getSpec().getPersistentVolumeReclaimPolicy());
    }

    /// A volume of this driver's on this machine.
    static boolean here(PersistentVolume volume, String driver, String topologyKey, String machine) {
        return volume.getSpec().getCsi() != null && driver.equals(volume.getSpec().getCsi().getDriver())
                && volume.getSpec().getNodeAffinity() != null && volume.getSpec().getNodeAffinity().getRequired() != null
                && volume.getSpec().getNodeAffinity().getRequired().getNodeSelectorTerms().stream().flatMap(term -> term.getMatchExpressions().stream())
                        .anyMatch(match -> topologyKey.equals(match.getKey()) && match.getValues().contains(machine));
    }

    /// The claim's volume, if it is one of this machine. Ids name their cluster: a volume object that names another cluster's volume
    /// changes nothing.
    static Optional<PersistentVolume> bound(PersistentVolumeClaim claim, List<PersistentVolume> volumes, NodeRef node, String machine) {
        return volumes.stream().filter(volume -> volume.getMetadata().getName().equals(claim.getSpec().getVolumeName())
                && here(volume, CsiDriver.NAME, CsiDriver.TOPOLOGY_KEY, machine)
                && volume.getSpec().getCsi().getVolumeHandle().startsWith(node.clusterId() + "_")
                && volume.getSpec().getClaimRef() != null && Objects.equals(volume.getSpec().getClaimRef().getUid(), claim.getMetadata().getUid()))
                .findFirst();
    }

    static String volumeName(PersistentVolumeClaim claim) {
        return "pvc-" + claim.getMetadata().getUid();
    }

    static long bytes(PersistentVolumeClaim claim) {
        return claim.getSpec().getResources() == null || claim.getSpec().getResources().getRequests() == null
                || claim.getSpec().getResources().getRequests().get("storage") == null
                        ? 0
                        : claim.getSpec().getResources().getRequests().get("storage").getNumericalAmount().setScale(0, java.math.RoundingMode.CEILING)
                                .longValue();
    }

    static PersistentVolume volume(PersistentVolumeClaim claim, StorageClass storageClass, String driver, String handle, Map<String, String> context,
            String topologyKey, String machine) {
        return new PersistentVolumeBuilder()
                .withNewMetadata().withName(volumeName(claim)).addToAnnotations(PROVISIONED_BY, driver).endMetadata()
                .withNewSpec()
                .withCapacity(Map.of("storage", claim.getSpec().getResources().getRequests().get("storage")))
                .withAccessModes(claim.getSpec().getAccessModes())
                .withNewClaimRef().withApiVersion("v1").withKind("PersistentVolumeClaim").withNamespace(claim.getMetadata().getNamespace())
                .withName(claim.getMetadata().getName()).withUid(claim.getMetadata().getUid())
                .withResourceVersion(claim.getMetadata().getResourceVersion()).endClaimRef()
                .withPersistentVolumeReclaimPolicy(Optional.ofNullable(storageClass.getReclaimPolicy()).orElse("Delete"))
                .withStorageClassName(storageClass.getMetadata().getName())
                .withVolumeAttributesClassName(attributesClass(claim).orElse(null)).withVolumeMode(block(claim) ? "Block" : "Filesystem")
                .withNewCsi().withDriver(driver).withVolumeHandle(handle).withFsType(block(claim) ? null : "xfs").withVolumeAttributes(context).endCsi()
                .withNewNodeAffinity().withRequired(new NodeSelectorBuilder().addNewNodeSelectorTerm().addNewMatchExpression()
                        .withKey(topologyKey).withOperator("In").withValues(machine).endMatchExpression().endNodeSelectorTerm().build())
                .endNodeAffinity()
                .endSpec().build();
    }
}
