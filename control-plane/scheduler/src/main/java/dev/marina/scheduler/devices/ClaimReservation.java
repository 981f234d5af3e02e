package dev.marina.scheduler.devices;

import io.fabric8.kubernetes.api.model.ContainerExtendedResourceRequest;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.util.List;
import java.util.Optional;

/// What is to be written of a claim before its pod is bound.
///
/// @param allocation devices for a claim that had none; empty where only the pod's name is to be added
/// @param containers of a claim that is still to be made, for the pod's extended resources: which of its requests each container uses
public record ClaimReservation(ResourceClaim claim, Optional<AllocationResult> allocation, List<ContainerExtendedResourceRequest> containers) {

    ClaimReservation(ResourceClaim claim, Optional<AllocationResult> allocation) {
        this(claim, allocation, List.of());
    }

    public boolean toBeMade() {
        return !containers.isEmpty();
    }

    /// The same of the claim that has been made.
    public ClaimReservation of(ResourceClaim made) {
        return new ClaimReservation(made, allocation);
    }
}
