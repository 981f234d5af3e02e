package dev.marina.scheduler.devices;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.resource.v1.AllocatedDeviceStatus;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestAllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether the devices of a pod's claims are ready for it: some are made ready only when somebody is to have them, as their driver says by
/// conditions in `status.devices`. Pure. isClaimReadyForBinding in pkg/scheduler/framework/plugins/dynamicresources/dynamicresources.go
public sealed interface BindingConditions {

    /// The pod may be bound.
    record Ready() implements BindingConditions {}

    /// Somebody is at it.
    record Pending() implements BindingConditions {}

    /// It will not come about; for people.
    record Failed(String why) implements BindingConditions {}

    static BindingConditions of(List<ResourceClaim> claims) {
        boolean pending = false;
        for (ResourceClaim claim : claims) {
            if (claim.getStatus() == null || claim.getStatus().getAllocation() == null) {
                return new Failed("claim %s got deallocated elsewhere in the meantime".formatted(claim.getMetadata().getName()));
            }
            Optional<String> failure = failure(claim);
            if (failure.isPresent()) {
                return new Failed(failure.get());
            }
            pending |= conditional(claim.getStatus().getAllocation())
                    .anyMatch(result -> !result.getBindingConditions().stream().allMatch(type -> holds(claim, result, type)));
        }
        return pending ? new Pending() : new Ready();
    }

    /// Why the claim's devices will not do; empty as long as they may.
    static Optional<String> failure(ResourceClaim claim) {
        return conditional(claim.getStatus().getAllocation()).flatMap(result -> result.getBindingFailureConditions().stream()
                .filter(type -> holds(claim, result, type)).map(type -> "claim %s, device %s: condition %s is True".formatted(
                        claim.getMetadata().getName(), DeviceId.of(result), type)))
                .findFirst();
    }

    /// Whether anything of it has to be made ready.
    static boolean any(AllocationResult allocation) {
        return conditional(allocation).findAny().isPresent();
    }

    private static Stream<DeviceRequestAllocationResult> conditional(AllocationResult allocation) {
        return allocation.getDevices() == null
                ? Stream.empty()
                : allocation.getDevices().getResults().stream().filter(result -> !result.getBindingConditions().isEmpty());
    }

    /// Shares of a device are told of together, as upstream has it.
    private static boolean holds(ResourceClaim claim, DeviceRequestAllocationResult result, String type) {
        return claim.getStatus().getDevices().stream().filter(device -> of(device).equals(DeviceId.of(result)))
                .findFirst().stream().flatMap(device -> device.getConditions().stream()).anyMatch(condition -> holds(condition, type));
    }

    private static DeviceId of(AllocatedDeviceStatus device) {
        return new DeviceId(device.getDriver(), device.getPool(), device.getDevice());
    }

    private static boolean holds(Condition condition, String type) {
        return type.equals(condition.getType()) && "True".equals(condition.getStatus());
    }
}
