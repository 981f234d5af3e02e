package dev.marina.scheduler.devices;

import io.fabric8.kubernetes.api.model.resource.v1.Device;

/// Evaluates selectors of devices, whoever knows their language. From any thread.
@FunctionalInterface
public interface DeviceSelectors {

    /// Where nobody knows it.
    DeviceSelectors NONE = (_, _, _, _) -> new Match(false, "selectors cannot be evaluated here", 0);

    /// @param failure why there is no answer, or ""
    /// @param cost in the units of Kubernetes' own limits
    record Match(boolean matches, String failure, long cost) {}

    /// @param mostCost may be exceeded by one step
    Match match(String expression, String driver, Device device, long mostCost);
}
