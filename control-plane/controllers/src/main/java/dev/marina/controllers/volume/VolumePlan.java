package dev.marina.controllers.volume;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Optional;

/// In which phase a volume is. Deleting a released one is its provisioner's work.
record VolumePlan(String phase, boolean letGo) {

    static final String PROTECTION = "kubernetes.io/pv-protection";

    /// @param claim the claim that the volume names, if there is one of that name
    static VolumePlan of(PersistentVolume volume, Optional<PersistentVolumeClaim> claim) {
        String phase = phase(volume, claim);
        boolean letGo = volume.getMetadata().getDeletionTimestamp() != null && !phase.equals("Bound")
                && volume.getMetadata().getFinalizers().contains(PROTECTION);
        return new VolumePlan(phase, letGo);
    }

    private static String phase(PersistentVolume volume, Optional<PersistentVolumeClaim> claim) {
        ObjectReference holder = volume.getSpec().getClaimRef();
        if (holder == null || ClaimPlan.text(holder.getUid()).isEmpty()) {
            return "Available";
        }
        Optional<PersistentVolumeClaim> same = claim.filter(found -> found.getMetadata().getUid().equals(holder.getUid()));
        if (same.isEmpty()) {
            return "Released";
        }
        String chosen = ClaimPlan.text(same.get().getSpec().getVolumeName());
        return chosen.equals(volume.getMetadata().getName()) ? "Bound" : chosen.isEmpty() ? "Available" : "Released";
    }
}
