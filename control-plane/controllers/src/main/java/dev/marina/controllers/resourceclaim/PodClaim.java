package dev.marina.controllers.resourceclaim;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodResourceClaim;
import io.fabric8.kubernetes.api.model.PodResourceClaimStatus;
import java.util.List;
import java.util.Optional;

/// An entry of a pod's `spec.resourceClaims`.
///
/// @param claim name of the ResourceClaim; "" where it has not been made yet, or will not be
/// @param generated whether it is made from a template for this pod alone
/// @param needed whether the pod has to wait for it
public record PodClaim(String reference, String claim, boolean generated, boolean needed) {

    public static List<PodClaim> of(Pod pod) {
        return pod.getSpec().getResourceClaims().stream().map(each -> of(pod, each)).toList();
    }

    /// Name in dynamic-resource-allocation's resourceclaim/claim.go
    private static PodClaim of(Pod pod, PodResourceClaim entry) {
        if (entry.getResourceClaimName() != null) {
            return new PodClaim(entry.getName(), entry.getResourceClaimName(), false, true);
        }
        List<PodResourceClaimStatus> statuses = pod.getStatus() == null ? List.of() : pod.getStatus().getResourceClaimStatuses();
        Optional<PodResourceClaimStatus> status = statuses.stream().filter(each -> each.getName().equals(entry.getName())).findFirst();
        String made = status.map(PodResourceClaimStatus::getResourceClaimName).orElse("");
        // a status without a name says that the pod needs none
        return new PodClaim(entry.getName(), made, true, status.isEmpty());
    }
}
