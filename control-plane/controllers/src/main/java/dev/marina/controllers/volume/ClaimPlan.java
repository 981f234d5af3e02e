package dev.marina.controllers.volume;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What has to be done next about a claim.
sealed interface ClaimPlan {

    String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
    String BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
    String SELECTED_NODE = "volume.kubernetes.io/selected-node";
    String NO_PROVISIONER = "kubernetes.io/no-provisioner";

    /// Bind it to this volume: the volume first, so that no two claims get it.
    record Bind(PersistentVolume volume) implements ClaimPlan {}

    record Bound(PersistentVolume volume) implements ClaimPlan {}

    /// Its volume is gone, or belongs to another claim.
    record Lost(String reason, String message) implements ClaimPlan {}

    /// Nobody uses it yet, and its class says to wait until somebody does.
    record AwaitConsumer() implements ClaimPlan {}

    record AwaitProvisioner(String provisioner) implements ClaimPlan {}

    /// Neither a volume nor a provisioner that would make one.
    record Unavailable(String message) implements ClaimPlan {}

    static ClaimPlan of(PersistentVolumeClaim claim, List<PersistentVolume> volumes, Optional<StorageClass> storageClass) {
        String wanted = text(claim.getSpec().getVolumeName());
        if (!wanted.isEmpty()) {
            return named(claim, volumes.stream().filter(volume -> volume.getMetadata().getName().equals(wanted)).findFirst());
        }
        Optional<PersistentVolume> made = volumes.stream().filter(volume -> isFor(volume, claim)).findFirst();
        if (made.isPresent()) {
            return new Bind(made.get());
        }
        boolean waits = storageClass.map(StorageClass::getVolumeBindingMode).filter("WaitForFirstConsumer"::equals).isPresent();
        if (waits && !annotations(claim).containsKey(SELECTED_NODE)) {
            return new AwaitConsumer();
        }
        Optional<PersistentVolume> free = waits ? Optional.empty() : smallestFree(claim, volumes);
        if (free.isPresent()) {
            return new Bind(free.get());
        }
        return storageClass.map(StorageClass::getProvisioner).filter(name -> !name.equals(NO_PROVISIONER)).<ClaimPlan>map(AwaitProvisioner::new)
                .orElseGet(() -> new Unavailable(text(claim.getSpec().getStorageClassName()).isEmpty()
                        ? "no persistent volumes available for this claim and no storage class is set"
                        : "storageclass.storage.k8s.io \"%s\" not found".formatted(claim.getSpec().getStorageClassName())));
    }

    private static ClaimPlan named(PersistentVolumeClaim claim, Optional<PersistentVolume> volume) {
        boolean bound = annotations(claim).containsKey(BIND_COMPLETED);
        if (volume.isEmpty()) {
            return bound ? new Lost("ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!")
                    : new Unavailable("volume \"%s\" not found".formatted(claim.getSpec().getVolumeName()));
        }
        ObjectReference holder = volume.get().getSpec().getClaimRef();
        if (holder != null && !isFor(volume.get(), claim)) {
            return bound ? new Lost("ClaimMisbound", "Two claims are bound to the same volume, this one is bound incorrectly")
                    : new Unavailable("volume \"%s\" already bound to a different claim.".formatted(volume.get().getMetadata().getName()));
        }
        return holder != null && text(holder.getUid()).equals(claim.getMetadata().getUid()) && bound ? new Bound(volume.get()) : new Bind(volume.get());
    }

    /// Whether the volume is set aside for this claim; one without uid was set aside by a person.
    private static boolean isFor(PersistentVolume volume, PersistentVolumeClaim claim) {
        ObjectReference holder = volume.getSpec().getClaimRef();
        return holder != null && claim.getMetadata().getName().equals(holder.getName())
                && claim.getMetadata().getNamespace().equals(holder.getNamespace())
                && (text(holder.getUid()).isEmpty() || holder.getUid().equals(claim.getMetadata().getUid()));
    }

    private static Optional<PersistentVolume> smallestFree(PersistentVolumeClaim claim, List<PersistentVolume> volumes) {
        return volumes.stream().filter(volume -> volume.getSpec().getClaimRef() == null && volume.getMetadata().getDeletionTimestamp() == null)
                .filter(volume -> suits(volume, claim))
                .min(Comparator.comparing(ClaimPlan::capacity));
    }

    private static boolean suits(PersistentVolume volume, PersistentVolumeClaim claim) {
        var selector = claim.getSpec().getSelector();
        Map<String, String> labels = volume.getMetadata().getLabels() == null ? Map.of() : volume.getMetadata().getLabels();
        return text(volume.getSpec().getStorageClassName()).equals(text(claim.getSpec().getStorageClassName()))
                && mode(volume.getSpec().getVolumeMode()).equals(mode(claim.getSpec().getVolumeMode()))
                && volume.getSpec().getAccessModes().containsAll(claim.getSpec().getAccessModes())
                && (selector == null || selector.getMatchLabels() == null || labels.entrySet().containsAll(selector.getMatchLabels().entrySet()))
                && capacity(volume).compareTo(requested(claim)) >= 0;
    }

    private static BigDecimal capacity(PersistentVolume volume) {
        return Quantity.getAmountInBytes(volume.getSpec().getCapacity() == null
                ? new Quantity("0") : volume.getSpec().getCapacity().getOrDefault("storage", new Quantity("0")));
    }

    private static BigDecimal requested(PersistentVolumeClaim claim) {
        return claim.getSpec().getResources() == null || claim.getSpec().getResources().getRequests() == null ? BigDecimal.ZERO
                : Quantity.getAmountInBytes(claim.getSpec().getResources().getRequests().getOrDefault("storage", new Quantity("0")));
    }

    private static String mode(String mode) {
        return text(mode).isEmpty() ? "Filesystem" : mode;
    }

    static Map<String, String> annotations(PersistentVolumeClaim claim) {
        return claim.getMetadata().getAnnotations() == null ? Map.of() : claim.getMetadata().getAnnotations();
    }

    static String text(String value) {
        return value == null ? "" : value;
    }
}
