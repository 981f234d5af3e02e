package dev.marina.scheduler.devices;

import io.fabric8.kubernetes.api.model.resource.v1.CapacityRequirements;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequest;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceSelector;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceSubRequest;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceToleration;
import io.fabric8.kubernetes.api.model.resource.v1.ExactDeviceRequest;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Devices of one sort that a claim asks for: a request, or one of its alternatives.
///
/// @param request name of the request
/// @param alternative name within `firstAvailable`, or ""
/// @param all every device that matches, instead of `count`
/// @param admin whether they may be others' as well
/// @param expressions what a device must be, the class's own first
/// @param capacity what is asked of devices that can be shared; null where nothing is
record Wanted(String request, String alternative, DeviceClass deviceClass, boolean all, long count, boolean admin, List<String> expressions,
        List<DeviceToleration> tolerations, CapacityRequirements capacity) {

    static Wanted of(DeviceRequest request, ExactDeviceRequest exactly, DeviceClass deviceClass) {
        return new Wanted(request.getName(), "", deviceClass, all(exactly.getAllocationMode()), count(exactly.getCount()),
                Boolean.TRUE.equals(exactly.getAdminAccess()), expressions(deviceClass, exactly.getSelectors()), exactly.getTolerations(),
                exactly.getCapacity());
    }

    static Wanted of(DeviceRequest request, DeviceSubRequest alternative, DeviceClass deviceClass) {
        return new Wanted(request.getName(), alternative.getName(), deviceClass, all(alternative.getAllocationMode()), count(alternative.getCount()), false,
                expressions(deviceClass, alternative.getSelectors()), alternative.getTolerations(), alternative.getCapacity());
    }

    private static boolean all(String mode) {
        return "All".equals(mode);
    }

    private static long count(Long count) {
        return count == null || count == 0 ? 1 : count;
    }

    private static List<String> expressions(DeviceClass deviceClass, List<DeviceSelector> selectors) {
        List<DeviceSelector> ofClass = deviceClass.getSpec() == null ? List.of() : deviceClass.getSpec().getSelectors();
        return Stream.concat(ofClass.stream(), selectors.stream()).map(DeviceSelector::getCel).filter(Objects::nonNull).map(cel -> cel.getExpression())
                .toList();
    }

    /// As results and configurations name it.
    String name() {
        return alternative.isEmpty() ? request : request + "/" + alternative;
    }

    /// Whether one of these names means it: its own, or that of the request whose alternative it is.
    boolean namedBy(List<String> names) {
        return names.contains(request) || !alternative.isEmpty() && names.contains(name());
    }
}
