package dev.marina.controllers.resourceclaim;

import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Finalizer;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimFluent;
import java.util.Optional;
import java.util.stream.Stream;

/// Takes claims from pods that will not use them any more. pkg/controller/resourceclaim/controller.go
public final class ResourceClaimReconciler implements ObjectReconciler<ResourceClaim> {

    /// Holds a claim as long as it has devices.
    public static final Finalizer HELD = new Finalizer("resource.kubernetes.io/delete-protection");

    public static Controller controller() {
        return Controller.named("resource-claim").reconciles(Types.RESOURCE_CLAIMS)
                .alsoWatches(Types.PODS, (pod, snapshot) -> names(pod)
                        .map(claim -> new ClusterKey(snapshot.cluster(), pod.getMetadata().getNamespace(), claim)))
                .workers(2).with(new ResourceClaimReconciler());
    }

    /// Names of the pod's claims, with the one that the scheduler has made for its extended resources.
    public static Stream<String> names(Pod pod) {
        Stream<String> made = pod.getStatus() == null || pod.getStatus().getExtendedResourceClaimStatus() == null
                ? Stream.empty()
                : Stream.of(pod.getStatus().getExtendedResourceClaimStatus().getResourceClaimName());
        return Stream.concat(PodClaim.of(pod).stream().map(PodClaim::claim).filter(claim -> !claim.isEmpty()), made);
    }

    @Override
    public ResourceType<ResourceClaim> type() {
        return Types.RESOURCE_CLAIMS;
    }

    @Override
    public Outcome reconcile(Turn turn, ResourceClaim claim) {
        Snapshot snapshot = turn.snapshot();
        String namespace = claim.getMetadata().getNamespace();
        ResourceClaimPlan plan = ResourceClaimPlan.of(claim, HELD.holds(claim),
                consumer -> snapshot.find(Types.PODS, namespace, consumer.getName())
                        .filter(pod -> pod.getMetadata().getUid().equals(consumer.getUid()) && !done(pod)).isPresent(),
                ownerDone(claim, snapshot));
        carryOut(plan, claim, turn);
        return Outcome.SETTLED;
    }

    private static void carryOut(ResourceClaimPlan plan, ResourceClaim claim, Turn turn) {
        ResourceClaim current = claim;
        if (plan.report()) {
            // not a patch: whoever has written in between is looked at again
            ResourceClaimFluent<ResourceClaimBuilder>.StatusNested<ResourceClaimBuilder> status = new ResourceClaimBuilder(current).editOrNewStatus()
                    .withReservedFor(plan.consumers());
            if (plan.giveBack()) {
                status.withAllocation(null).withDevices();
            }
            current = turn.writes().updateStatus(Types.RESOURCE_CLAIMS, status.endStatus().build());
        }
        if (plan.release()) {
            current = turn.writes().update(Types.RESOURCE_CLAIMS,
                    new ResourceClaimBuilder(current).editMetadata().removeFromFinalizers(HELD.name()).endMetadata().build());
        }
        if (plan.delete()) {
            turn.writes().delete(Types.RESOURCE_CLAIMS, current);
        }
    }

    /// A pod that is not there is the garbage collector's to find.
    private static boolean ownerDone(ResourceClaim claim, Snapshot snapshot) {
        Optional<OwnerReference> owner = Snapshot.controller(claim).filter(each -> each.getKind().equals("Pod") && each.getApiVersion().equals("v1"));
        return owner.flatMap(each -> snapshot.find(Types.PODS, claim.getMetadata().getNamespace(), each.getName()))
                .filter(pod -> !pod.getMetadata().getUid().equals(owner.get().getUid()) || done(pod)).isPresent();
    }

    /// None of its containers runs or ever will. isPodDone
    private static boolean done(Pod pod) {
        return PodState.ended(pod) || PodState.terminating(pod) && PodState.nodeName(pod).isEmpty();
    }
}
