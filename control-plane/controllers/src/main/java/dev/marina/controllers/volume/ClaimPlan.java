package dev.marina.controllers.volume;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
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

    /// The volume that it names, or that names it, is another thing than it asks for.
    record Mismatch(String message) implements ClaimPlan {}

    /// Nobody uses it yet, and its class says to wait until somebody does.
    record AwaitConsumer() implements ClaimPlan {}

    record AwaitProvisioner(String provisioner) implements ClaimPlan {}

    /// Neither a volume nor a provisioner that would make one.
    record Unavailable(String message) implements ClaimPlan {}

    /// @param selected the node for whose pod the claim is needed, once it is known
    static ClaimPlan of(PersistentVolumeClaim claim, List<PersistentVolume> volumes, Optional<StorageClass> storageClass, Optional<Node> selected) {
        String wanted = text(claim.getSpec().getVolumeName());
        if (!wanted.isEmpty()) {
            return named(claim, volumes.stream().filter(volume -> volume.getMetadata().getName().equals(wanted)).findFirst());
        }
        Optional<PersistentVolume> made = volumes.stream().filter(volume -> isFor(volume, claim)).findFirst();
        if (made.isPresent()) {
            return FreeVolumes.sameMode(made.get(), claim)
                    ? new Bind(made.get())
                    : new Mismatch("Cannot bind PersistentVolume \"%s\" to requested PersistentVolumeClaim due to incompatible volumeMode."
                            .formatted(made.get().getMetadata().getName()));
        }
        boolean waits = storageClass.map(StorageClass::getVolumeBindingMode).filter("WaitForFirstConsumer"::equals).isPresent();
        if (waits && !annotations(claim).containsKey(SELECTED_NODE)) {
            return new AwaitConsumer();
        }
        Optional<PersistentVolume> free = FreeVolumes.smallest(claim, volumes, volume -> !waits || selected.filter(node -> FreeVolumes.reachable(volume,
                node.getMetadata().getName(), node.getMetadata().getLabels() == null ? Map.of() : node.getMetadata().getLabels())).isPresent());
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
            return bound
                    ? new Lost("ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!")
                    : new Unavailable("volume \"%s\" not found".formatted(claim.getSpec().getVolumeName()));
        }
        ObjectReference holder = volume.get().getSpec().getClaimRef();
        if (holder != null && !isFor(volume.get(), claim)) {
            return bound
                    ? new Lost("ClaimMisbound", "Two claims are bound to the same volume, this one is bound incorrectly")
                    : new Unavailable("volume \"%s\" already bound to a different claim.".formatted(volume.get().getMetadata().getName()));
        }
        Optional<String> mismatch = holder == null && !bound ? FreeVolumes.mismatch(volume.get(), claim) : Optional.empty();
        if (mismatch.isPresent()) {
            return new Mismatch("Cannot bind to requested volume \"%s\": %s".formatted(volume.get().getMetadata().getName(), mismatch.get()));
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

    static Map<String, String> annotations(PersistentVolumeClaim claim) {
        return claim.getMetadata().getAnnotations() == null ? Map.of() : claim.getMetadata().getAnnotations();
    }

    static String text(String value) {
        return value == null ? "" : value;
    }
}
