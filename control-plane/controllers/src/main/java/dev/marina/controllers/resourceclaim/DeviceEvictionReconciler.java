package dev.marina.controllers.resourceclaim;

import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.PodDisruption;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestAllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Carries [DeviceEvictionPlan]s out, claim by claim.
public final class DeviceEvictionReconciler implements ObjectReconciler<ResourceClaim> {

    private static final PodDisruption DISRUPTION = new PodDisruption("DeletionByDeviceTaintManager", "Device Taint manager: deleting due to NoExecute taint");

    public static Controller controller() {
        return Controller.named("device-taint-eviction").reconciles(Types.RESOURCE_CLAIMS)
                .alsoWatches(Types.RESOURCE_SLICES, (slice, snapshot) -> users(slice, snapshot))
                .alsoWatches(Types.PODS, (pod, snapshot) -> ResourceClaimReconciler.names(pod)
                        .map(claim -> new ClusterKey(snapshot.cluster(), pod.getMetadata().getNamespace(), claim)))
                .workers(2).with(new DeviceEvictionReconciler());
    }

    /// Claims that have devices of the slice's pool.
    private static Stream<ClusterKey> users(ResourceSlice slice, Snapshot snapshot) {
        return snapshot.list(Types.RESOURCE_CLAIMS, "").stream().filter(claim -> results(claim).stream().anyMatch(result -> of(slice, result)))
                .map(claim -> new ClusterKey(snapshot.cluster(), claim.getMetadata().getNamespace(), claim.getMetadata().getName()));
    }

    private static List<DeviceRequestAllocationResult> results(ResourceClaim claim) {
        return claim.getStatus() == null || claim.getStatus().getAllocation() == null || claim.getStatus().getAllocation().getDevices() == null
                ? List.of()
                : claim.getStatus().getAllocation().getDevices().getResults();
    }

    private static boolean of(ResourceSlice slice, DeviceRequestAllocationResult result) {
        return slice.getSpec().getDriver().equals(result.getDriver()) && slice.getSpec().getPool().getName().equals(result.getPool());
    }

    @Override
    public ResourceType<ResourceClaim> type() {
        return Types.RESOURCE_CLAIMS;
    }

    @Override
    public Outcome reconcile(Turn turn, ResourceClaim claim) {
        Snapshot snapshot = turn.snapshot();
        Optional<Instant> at = DeviceEvictionPlan.of(results(claim), result -> told(result, snapshot, turn.now())).at();
        List<Pod> pods = at.isEmpty() ? List.of() : pods(claim, snapshot);
        if (pods.isEmpty()) {
            return Outcome.SETTLED;
        }
        Duration left = Duration.between(turn.now(), at.get());
        if (left.isPositive()) {
            return Outcome.recheckAfter(left);
        }
        pods.forEach(pod -> {
            turn.event(pod, Severity.Normal, "DeviceTaintManagerEviction", "Marking for deletion");
            DISRUPTION.end(turn, pod);
        });
        return Outcome.SETTLED;
    }

    /// Those that use the claim on a node, and run.
    private static List<Pod> pods(ResourceClaim claim, Snapshot snapshot) {
        return claim.getStatus().getReservedFor().stream().filter(consumer -> consumer.getResource().equals("pods"))
                .flatMap(consumer -> snapshot.find(Types.PODS, claim.getMetadata().getNamespace(), consumer.getName())
                        .filter(pod -> pod.getMetadata().getUid().equals(consumer.getUid())).stream())
                .filter(pod -> PodState.active(pod) && !PodState.nodeName(pod).isEmpty()).toList();
    }

    /// In the newest generation of its pool.
    private static Optional<DeviceEvictionPlan.Told> told(DeviceRequestAllocationResult result, Snapshot snapshot, Instant now) {
        List<ResourceSlice> pool = snapshot.list(Types.RESOURCE_SLICES, "").stream().filter(slice -> of(slice, result)).toList();
        long newest = pool.stream().mapToLong(slice -> slice.getSpec().getPool().getGeneration()).max().orElse(0);
        return pool.stream().filter(slice -> slice.getSpec().getPool().getGeneration() == newest)
                .flatMap(slice -> slice.getSpec().getDevices().stream().filter(device -> device.getName().equals(result.getDevice()))
                        .map(device -> new DeviceEvictionPlan.Told(device, written(slice, snapshot, now))))
                .findFirst();
    }

    /// By real time, which a cluster's own may not have reached.
    private static Instant written(ResourceSlice slice, Snapshot snapshot, Instant now) {
        return snapshot.stored(Types.RESOURCE_SLICES.key(snapshot.cluster(), "", slice.getMetadata().getName())).map(Stored::changed)
                .filter(changed -> changed.isBefore(now)).orElse(now);
    }
}
