package dev.marina.controllers.resourceclaim;

import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimConsumerReference;
import java.util.List;
import java.util.function.Predicate;

/// What is to be done about a claim. syncClaim in pkg/controller/resourceclaim/controller.go
///
/// @param consumers those that stay
/// @param report whether the claim's status says something else
/// @param giveBack whether its devices are anybody's again
/// @param release whether nothing holds it any more
/// @param delete whether the pod that it was made for will not use it
record ResourceClaimPlan(List<ResourceClaimConsumerReference> consumers, boolean report, boolean giveBack, boolean release, boolean delete) {

    /// @param uses whether a pod that is named there may still run
    /// @param ownerDone whether the claim is a pod's own, and the pod is another one or will not run any more
    static ResourceClaimPlan of(ResourceClaim claim, boolean held, Predicate<ResourceClaimConsumerReference> uses, boolean ownerDone) {
        List<ResourceClaimConsumerReference> before = claim.getStatus() == null ? List.of() : claim.getStatus().getReservedFor();
        List<ResourceClaimConsumerReference> consumers = before.stream().filter(each -> !pod(each) || uses.test(each)).toList();
        boolean allocated = claim.getStatus() != null && claim.getStatus().getAllocation() != null;
        boolean terminating = claim.getMetadata().getDeletionTimestamp() != null;
        // Given back with the last consumer, so that the next one may be anywhere. One that nobody has used yet is somebody's who is about to.
        boolean unused = consumers.isEmpty() && (!before.isEmpty() || terminating);
        boolean giveBack = allocated && held && unused;
        return new ResourceClaimPlan(consumers, consumers.size() < before.size() || giveBack, giveBack, held && unused,
                consumers.isEmpty() && ownerDone && !terminating);
    }

    /// Of others nothing is known, and they stay.
    private static boolean pod(ResourceClaimConsumerReference consumer) {
        return consumer.getResource().equals("pods") && (consumer.getApiGroup() == null || consumer.getApiGroup().isEmpty());
    }
}
