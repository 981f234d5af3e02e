package dev.marina.agent.storage;

import dev.marina.csi.CsiDriver;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Claims and volumes of a cluster in memory.
final class FakeVolumes implements ClusterVolumes {
    final List<PersistentVolumeClaim> claims = new ArrayList<>();
    final List<PersistentVolume> volumes = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final FakeSnapshots snapshots = new FakeSnapshots();
    final Map<String, VolumeAttributesClass> attributesClasses = new HashMap<>();
    String bindingMode = "WaitForFirstConsumer";

    @Override
    public List<PersistentVolumeClaim> claims() {
        return List.copyOf(claims);
    }

    @Override
    public List<PersistentVolume> volumes() {
        return List.copyOf(volumes);
    }

    @Override
    public Optional<StorageClass> storageClass(String name) {
        return Optional.of(new StorageClassBuilder().withNewMetadata().withName(name).endMetadata().withProvisioner(CsiDriver.NAME)
                .withReclaimPolicy("Delete").withVolumeBindingMode(bindingMode).build());
    }

    @Override
    public FakeSnapshots snapshots() {
        return snapshots;
    }

    /// To the volume that was made for it.
    void bind(String claim) {
        claims.replaceAll(known -> known.getMetadata().getName().equals(claim)
                ? new PersistentVolumeClaimBuilder(known).editSpec().withVolumeName("pvc-uid-" + claim).endSpec()
                        .withNewStatus().withPhase("Bound").withCapacity(known.getSpec().getResources().getRequests()).endStatus().build()
                : known);
    }

    @Override
    public void create(PersistentVolume volume) {
        volumes.add(new PersistentVolumeBuilder(volume).editMetadata().withUid("of-" + volume.getMetadata().getName()).endMetadata().build());
    }

    @Override
    public void delete(PersistentVolume volume) {
        volumes.remove(volume);
    }

    @Override
    public void selectNode(PersistentVolumeClaim claim, Optional<String> node) {
        claims.replaceAll(known -> known != claim
                ? known
                : new PersistentVolumeClaimBuilder(claim).editMetadata()
                        .withAnnotations(node.map(name -> Map.of(ProvisioningPlan.SELECTED_NODE, name)).orElse(Map.of())).endMetadata().build());
    }

    @Override
    public void expanding(PersistentVolumeClaim claim, Growth growth) {
        events.add("%s %s %s".formatted(claim.getMetadata().getName(), growth.status(), growth.condition().orElse("")));
    }

    @Override
    public void enlarge(PersistentVolume volume, Quantity capacity) {
        volumes.replaceAll(known -> known.getMetadata().getName().equals(volume.getMetadata().getName())
                ? new PersistentVolumeBuilder(known).editSpec().withCapacity(Map.of("storage", capacity)).endSpec().build()
                : known);
    }

    @Override
    public void expanded(PersistentVolumeClaim claim, Quantity capacity) {
        claims.replaceAll(known -> known.getMetadata().getName().equals(claim.getMetadata().getName())
                ? new PersistentVolumeClaimBuilder(known).editStatus().withCapacity(Map.of("storage", capacity)).endStatus().build()
                : known);
    }

    /// Bound to the volume that was made for it, and asking for more.
    void grow(String claim, String size) {
        claims.replaceAll(known -> known.getMetadata().getName().equals(claim)
                ? new PersistentVolumeClaimBuilder(known).editSpec().withVolumeName("pvc-uid-" + claim).withNewResources()
                        .withRequests(Map.of("storage", new Quantity(size))).endResources().endSpec()
                        .withNewStatus().withPhase("Bound").withCapacity(Map.of("storage", new Quantity("1Mi"))).endStatus().build()
                : known);
    }

    String capacity(String claim) {
        return claims.stream().filter(known -> known.getMetadata().getName().equals(claim)).findFirst().orElseThrow().getStatus().getCapacity()
                .get("storage") + " of "
                + volumes.stream().filter(volume -> volume.getMetadata().getName().equals("pvc-uid-" + claim)).findFirst()
                        .map(volume -> volume.getSpec().getCapacity().get("storage").toString()).orElse("none");
    }

    @Override
    public Optional<VolumeAttributesClass> attributesClass(String name) {
        return Optional.ofNullable(attributesClasses.get(name));
    }

    @Override
    public void modifying(PersistentVolumeClaim claim, Modification modification) {
        events.add("%s %s %s %s %s".formatted(claim.getMetadata().getName(), modification.status(), modification.target(),
                modification.condition().orElse(""), modification.message()));
    }

    @Override
    public void modified(PersistentVolumeClaim claim, PersistentVolume volume, String attributesClass) {
        volumes.replaceAll(known -> known.getMetadata().getName().equals(volume.getMetadata().getName())
                ? new PersistentVolumeBuilder(known).editSpec().withVolumeAttributesClassName(attributesClass).endSpec().build()
                : known);
        claims.replaceAll(known -> known.getMetadata().getName().equals(claim.getMetadata().getName())
                ? new PersistentVolumeClaimBuilder(known).editStatus().withCurrentVolumeAttributesClassName(attributesClass).endStatus().build()
                : known);
    }

    @Override
    public void event(PersistentVolumeClaim claim, String type, String reason, String message) {
        events.add("%s %s %s".formatted(claim.getMetadata().getName(), reason, message));
    }

    Map<String, String> annotations(String claim) {
        return claims.stream().filter(known -> known.getMetadata().getName().equals(claim)).findFirst().orElseThrow().getMetadata().getAnnotations();
    }
}
