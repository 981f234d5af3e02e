package dev.marina.controllers.resourceclaim;

import io.fabric8.kubernetes.api.model.resource.v1.Device;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestAllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceTaint;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceToleration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/// When the pods of a claim have to go. claimEvictionTime in pkg/controller/devicetainteviction/device_taint_eviction.go
///
/// @param at empty where they may stay
record DeviceEvictionPlan(Optional<Instant> at) {

    /// @param results the devices that the claim has
    /// @param devices as their drivers tell of them now
    static DeviceEvictionPlan of(List<DeviceRequestAllocationResult> results, Function<DeviceRequestAllocationResult, Optional<Told>> devices) {
        return new DeviceEvictionPlan(results.stream()
                .flatMap(result -> devices.apply(result).stream().flatMap(told -> told.device.getTaints().stream()
                        .filter(taint -> taint.getEffect().equals("NoExecute")).flatMap(taint -> until(taint, result.getTolerations(), told.at).stream())))
                .min(Instant::compareTo));
    }

    /// @param at when the slice was written that tells of it: the beginning of taints that do not say theirs
    record Told(Device device, Instant at) {}

    /// Empty where the taint is tolerated for ever.
    private static Optional<Instant> until(DeviceTaint taint, List<DeviceToleration> tolerations, Instant told) {
        List<DeviceToleration> matching = tolerations.stream()
                .filter(each -> "NoExecute".equals(each.getEffect()) && DeviceTaints.tolerates(each, taint)).toList();
        if (matching.stream().anyMatch(each -> each.getTolerationSeconds() == null)) {
            return Optional.empty();
        }
        long seconds = matching.stream().map(DeviceToleration::getTolerationSeconds).filter(Objects::nonNull).mapToLong(each -> Math.max(0, each)).min()
                .orElse(0);
        Instant since = taint.getTimeAdded() == null ? told : Instant.parse(taint.getTimeAdded());
        return Optional.of(since.plusSeconds(Math.min(seconds, Integer.MAX_VALUE)));
    }
}
