package dev.marina.scheduler;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Services;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.Writes;
import dev.marina.controllers.resourceclaim.ResourceClaimReconciler;
import dev.marina.scheduler.SchedulingQueue.Waiting;
import dev.marina.scheduler.devices.ClaimReservation;
import dev.marina.scheduler.devices.ExtendedClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodExtendedResourceClaimStatus;
import io.fabric8.kubernetes.api.model.PodExtendedResourceClaimStatusBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResultBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimBuilder;
import java.util.Optional;

/// Writes into claims which devices they have and for whom. Everything may be done twice. bindClaim in
/// pkg/scheduler/framework/plugins/dynamicresources/dynamicresources.go
///
/// @param now the cluster's time
record ClaimWrites(Services services, Writes writes, String now) {

    /// Others write into the same claim: so often it is looked at again.
    private static final int TRIES = 5;
    private static final int SERVER_ERRORS = 500;

    /// Throws [StatusException] where somebody else was faster, and [UnknownOutcome].
    void reserve(ClaimReservation reservation, Waiting pod) {
        if (reservation.toBeMade()) {
            make(reservation, pod);
            return;
        }
        for (int i = 1;; i++) {
            try {
                once(reservation, pod);
                return;
            } catch (StatusException e) {
                if (!e.is("Conflict") || i == TRIES) {
                    throw e;
                }
            }
        }
    }

    /// createExtendedResourceClaimInAPI and patchPodExtendedResourceClaimStatus
    private void make(ClaimReservation reservation, Waiting waiting) {
        Snapshot snapshot = snapshot();
        Pod pod = snapshot.find(Types.PODS, waiting.namespace(), waiting.name()).filter(each -> each.getMetadata().getUid().equals(waiting.uid()))
                .orElseThrow(() -> StatusException.unavailable("pod %s is gone".formatted(waiting.name())));
        ResourceClaim claim = ExtendedClaim.made(snapshot, waiting.namespace(), waiting.uid())
                .orElseGet(() -> writes.create(Types.RESOURCE_CLAIMS, new ResourceClaimBuilder(reservation.claim()).editMetadata().withUid(null)
                        .addToFinalizers(ResourceClaimReconciler.HELD.name()).endMetadata().build()));
        reserve(reservation.of(claim), waiting);
        PodExtendedResourceClaimStatus status = new PodExtendedResourceClaimStatusBuilder().withResourceClaimName(claim.getMetadata().getName())
                .withRequestMappings(reservation.containers()).build();
        if (pod.getStatus() == null || !status.equals(pod.getStatus().getExtendedResourceClaimStatus())) {
            writes.merge(Types.PODS, pod, "status",
                    patch -> patch.putObject("status").set("extendedResourceClaimStatus", Document.mapper().valueToTree(status)));
        }
    }

    private void once(ClaimReservation reservation, Waiting pod) {
        ResourceClaim claim = require(reservation.claim());
        boolean allocated = allocated(claim);
        if (allocated && reserved(claim, pod.uid())) {
            return;
        }
        if (allocated && reservation.allocation().isPresent()) {
            throw StatusException.unavailable("claim %s got allocated elsewhere in the meantime".formatted(claim.getMetadata().getName()));
        }
        if (!allocated && reservation.allocation().isEmpty()) {
            throw StatusException.unavailable("claim %s got deallocated elsewhere in the meantime".formatted(claim.getMetadata().getName()));
        }
        if (!allocated && !ResourceClaimReconciler.HELD.holds(claim)) {
            claim = writes.update(Types.RESOURCE_CLAIMS,
                    new ResourceClaimBuilder(claim).editMetadata().addToFinalizers(ResourceClaimReconciler.HELD.name()).endMetadata().build());
        }
        AllocationResult allocation = allocated
                ? claim.getStatus().getAllocation()
                : new AllocationResultBuilder(reservation.allocation().orElseThrow()).withAllocationTimestamp(now).build();
        ResourceClaim given = new ResourceClaimBuilder(claim).editOrNewStatus().withAllocation(allocation)
                .addNewReservedFor().withResource("pods").withName(pod.name()).withUid(pod.uid()).endReservedFor().endStatus().build();
        answered(given, () -> writes.updateStatus(Types.RESOURCE_CLAIMS, given));
    }

    /// After this a write that nobody answered has come about, or never will: it is of a version of the claim that is held, and what comes behind that
    /// version refuses it. Throws [UnknownOutcome] where this is not answered either.
    void settle(ClaimReservation reservation, Waiting pod) {
        for (int i = 1;; i++) {
            try {
                current(reservation, pod).filter(claim -> !allocated(claim) && ResourceClaimReconciler.HELD.holds(claim)).ifPresent(this::letGo);
                return;
            } catch (RuntimeException e) {
                boolean changed = e instanceof StatusException status && (status.is("Conflict") || status.is("NotFound"));
                if (!changed || i == TRIES) {
                    throw new UnknownOutcome(reservation.claim().getMetadata().getName(), e);
                }
            }
        }
    }

    private Optional<ResourceClaim> current(ClaimReservation reservation, Waiting pod) {
        return reservation.toBeMade()
                ? ExtendedClaim.made(snapshot(), pod.namespace(), pod.uid())
                : snapshot().find(Types.RESOURCE_CLAIMS, pod.namespace(), reservation.claim().getMetadata().getName());
    }

    /// A refusal is an answer too.
    private static void answered(ResourceClaim claim, Runnable write) {
        try {
            write.run();
        } catch (RuntimeException e) {
            if (e instanceof StatusException status && status.code() < SERVER_ERRORS) {
                throw e;
            }
            throw new UnknownOutcome(claim.getMetadata().getName(), e);
        }
    }

    private Snapshot snapshot() {
        return new Snapshot(services.store().image(writes.call().cluster()), services.decoder());
    }

    private ResourceClaim require(ResourceClaim decided) {
        return snapshot().find(Types.RESOURCE_CLAIMS, decided.getMetadata().getNamespace(), decided.getMetadata().getName())
                .filter(each -> each.getMetadata().getUid().equals(decided.getMetadata().getUid()) && each.getMetadata().getDeletionTimestamp() == null)
                .orElseThrow(() -> StatusException.unavailable("claim %s is gone, or goes".formatted(decided.getMetadata().getName())));
    }

    /// If it is still as it was looked at.
    void giveBack(ResourceClaim claim) {
        writes.updateStatus(Types.RESOURCE_CLAIMS,
                new ResourceClaimBuilder(claim).editOrNewStatus().withAllocation(null).withReservedFor().withDevices().endStatus().build());
    }

    /// With what holds it. deleteClaim in extendeddynamicresources.go
    void remove(ResourceClaim claim) {
        letGo(claim);
        writes.delete(Types.RESOURCE_CLAIMS, claim);
    }

    private void letGo(ResourceClaim claim) {
        writes.update(Types.RESOURCE_CLAIMS,
                new ResourceClaimBuilder(claim).editMetadata().removeFromFinalizers(ResourceClaimReconciler.HELD.name()).endMetadata().build());
    }

    private static boolean allocated(ResourceClaim claim) {
        return claim.getStatus() != null && claim.getStatus().getAllocation() != null;
    }

    private static boolean reserved(ResourceClaim claim, String uid) {
        return claim.getStatus().getReservedFor().stream().anyMatch(consumer -> consumer.getUid().equals(uid));
    }
}
