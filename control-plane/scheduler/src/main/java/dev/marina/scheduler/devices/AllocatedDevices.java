package dev.marina.scheduler.devices;

import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestAllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which devices of a cluster claims have, or are about to have: kept as claims come and go. Owned by the scheduler's thread.
public final class AllocatedDevices {

    /// By the claim's uid, as the store has it.
    private final Map<String, AllocationResult> stored = new HashMap<>();
    /// By the claim's uid: of what it is known. What is read of the store may be newer than what comes from it next.
    private final Map<String, Long> versions = new HashMap<>();
    /// By the claim's uid: decided, and being written.
    private final Map<String, Pending> pending = new HashMap<>();
    private final Map<DeviceId, Integer> taken = new HashMap<>();
    private final Map<DeviceId, Map<String, BigDecimal>> consumed = new HashMap<>();

    /// @param pod uid of the pod for whose sake
    private record Pending(String pod, AllocationResult allocation) {}

    /// Where nobody keeps count: of a cluster as it is.
    public static AllocatedDevices of(Snapshot snapshot) {
        AllocatedDevices devices = new AllocatedDevices();
        snapshot.list(Types.RESOURCE_CLAIMS, "").forEach(devices::claim);
        return devices;
    }

    /// The claim as it is now.
    public void claim(ResourceClaim claim) {
        String uid = claim.getMetadata().getUid();
        long version = Long.parseLong(claim.getMetadata().getResourceVersion());
        if (version < versions.getOrDefault(uid, 0L)) {
            return;
        }
        versions.put(uid, version);
        AllocationResult now = claim.getStatus() == null ? null : claim.getStatus().getAllocation();
        Optional.ofNullable(stored.remove(uid)).ifPresent(allocation -> count(allocation, -1));
        if (now != null) {
            drop(uid);
            stored.put(uid, now);
            count(now, 1);
        }
    }

    public void gone(String claim) {
        versions.remove(claim);
        Optional.ofNullable(stored.remove(claim)).ifPresent(allocation -> count(allocation, -1));
    }

    /// From now on the devices are taken, until the store says so or [#settle] takes it back.
    public void pend(String pod, List<ClaimReservation> reservations) {
        reservations.forEach(each -> each.allocation().ifPresent(allocation -> {
            String uid = each.claim().getMetadata().getUid();
            if (!stored.containsKey(uid)) {
                drop(uid);
                pending.put(uid, new Pending(pod, allocation));
                count(allocation, 1);
            }
        }));
    }

    /// Nothing is being written for the pod any more. May be called twice.
    public void settle(String pod) {
        pending.entrySet().stream().filter(each -> each.getValue().pod.equals(pod)).map(Map.Entry::getKey).toList().forEach(this::drop);
    }

    /// Whether the claim is about to be allocated.
    boolean pending(String claim) {
        return pending.containsKey(claim);
    }

    private void drop(String claim) {
        Optional.ofNullable(pending.remove(claim)).ifPresent(each -> count(each.allocation, -1));
    }

    boolean taken(DeviceId device) {
        return taken.containsKey(device);
    }

    /// Of a device that several claims may share: how much of each capacity they have.
    Map<String, BigDecimal> consumed(DeviceId device) {
        return consumed.getOrDefault(device, Map.of());
    }

    /// Whether anybody has some of it.
    boolean shared(DeviceId device) {
        return consumed.containsKey(device);
    }

    private void count(AllocationResult allocation, int sign) {
        if (allocation.getDevices() == null) {
            return;
        }
        for (DeviceRequestAllocationResult result : allocation.getDevices().getResults()) {
            // whoever looks after a device takes it from nobody
            if (Boolean.TRUE.equals(result.getAdminAccess())) {
                continue;
            }
            DeviceId device = DeviceId.of(result);
            if (result.getShareID() == null) {
                taken.merge(device, sign, (one, other) -> one + other == 0 ? null : one + other);
            } else {
                share(device, result, sign);
            }
        }
    }

    private void share(DeviceId device, DeviceRequestAllocationResult result, int sign) {
        Map<String, BigDecimal> amounts = consumed.computeIfAbsent(device, _ -> new HashMap<>());
        // kept by a key of its own, so that a share without any capacity counts too
        amounts.merge("", BigDecimal.valueOf(sign), BigDecimal::add);
        if (result.getConsumedCapacity() != null) {
            result.getConsumedCapacity().forEach((name, amount) -> amounts.merge(name, amount.getNumericalAmount().multiply(BigDecimal.valueOf(sign)),
                    BigDecimal::add));
        }
        if (amounts.get("").signum() <= 0) {
            consumed.remove(device);
        }
    }
}
