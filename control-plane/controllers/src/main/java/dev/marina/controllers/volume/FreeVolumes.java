package dev.marina.controllers.volume;

import dev.marina.controllers.engine.LabelSelection;
import dev.marina.model.placement.NodeTerms;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Volumes that nobody has and that would do for a claim.
public final class FreeVolumes {

    private FreeVolumes() {}

    /// The smallest of them, so that the larger ones are left for those who need them.
    ///
    /// @param within whether a volume is where it is needed
    public static Optional<PersistentVolume> smallest(PersistentVolumeClaim claim, List<PersistentVolume> volumes, Predicate<PersistentVolume> within) {
        return volumes.stream().filter(volume -> volume.getSpec().getClaimRef() == null && volume.getMetadata().getDeletionTimestamp() == null)
                .filter(volume -> suits(volume, claim) && within.test(volume))
                .min(Comparator.comparing(FreeVolumes::capacity));
    }

    /// Whether pods on this node reach the volume.
    public static boolean reachable(PersistentVolume volume, String node, Map<String, String> labels) {
        NodeSelector required = volume.getSpec().getNodeAffinity() == null ? null : volume.getSpec().getNodeAffinity().getRequired();
        return required == null || NodeTerms.take(required, node, labels);
    }

    private static boolean suits(PersistentVolume volume, PersistentVolumeClaim claim) {
        var selector = claim.getSpec().getSelector();
        return mismatch(volume, claim).isEmpty() && (selector == null || LabelSelection.takes(selector, volume.getMetadata().getLabels()));
    }

    /// Why a volume would not do for a claim, even if that names it. checkVolumeSatisfyClaim in
    /// pkg/controller/volume/persistentvolume/pv_controller.go
    static Optional<String> mismatch(PersistentVolume volume, PersistentVolumeClaim claim) {
        if (volume.getMetadata().getDeletionTimestamp() != null) {
            return Optional.of("the volume is marked for deletion \"%s\"".formatted(volume.getMetadata().getName()));
        }
        if (capacity(volume).compareTo(requested(claim)) < 0) {
            return Optional.of("requested PV is too small");
        }
        if (!ClaimPlan.text(volume.getSpec().getStorageClassName()).equals(ClaimPlan.text(claim.getSpec().getStorageClassName()))) {
            return Optional.of("storageClassName does not match");
        }
        if (!ClaimPlan.text(volume.getSpec().getVolumeAttributesClassName()).equals(ClaimPlan.text(claim.getSpec().getVolumeAttributesClassName()))) {
            return Optional.of("volumeAttributesClassName does not match");
        }
        if (!sameMode(volume, claim)) {
            return Optional.of("incompatible volumeMode");
        }
        return volume.getSpec().getAccessModes().containsAll(claim.getSpec().getAccessModes()) ? Optional.empty() : Optional.of("incompatible accessMode");
    }

    static boolean sameMode(PersistentVolume volume, PersistentVolumeClaim claim) {
        return mode(volume.getSpec().getVolumeMode()).equals(mode(claim.getSpec().getVolumeMode()));
    }

    private static BigDecimal capacity(PersistentVolume volume) {
        return Quantity.getAmountInBytes(volume.getSpec().getCapacity() == null
                ? new Quantity("0")
                : volume.getSpec().getCapacity().getOrDefault("storage", new Quantity("0")));
    }

    private static BigDecimal requested(PersistentVolumeClaim claim) {
        return claim.getSpec().getResources() == null || claim.getSpec().getResources().getRequests() == null
                ? BigDecimal.ZERO
                : Quantity.getAmountInBytes(claim.getSpec().getResources().getRequests().getOrDefault("storage", new Quantity("0")));
    }

    private static String mode(String mode) {
        return ClaimPlan.text(mode).isEmpty() ? "Filesystem" : mode;
    }
}
