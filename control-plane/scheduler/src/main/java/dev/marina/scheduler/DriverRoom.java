package dev.marina.scheduler;

import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSINodeDriver;
import io.fabric8.kubernetes.api.model.storage.VolumeNodeResources;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// How many volumes of each driver a node takes, by its CSINode: a driver that says no number takes any.
/// isSchedulableAfterCSINodeUpdated in pkg/scheduler/framework/plugins/nodevolumelimits/csi.go
final class DriverRoom {

    private DriverRoom() {}

    /// Whether somebody may fit now who did not before.
    static boolean grew(Optional<CSINode> before, Optional<CSINode> now) {
        Map<String, Integer> earlier = limits(before);
        Map<String, Integer> later = limits(now);
        boolean come = later.keySet().stream().anyMatch(driver -> !earlier.containsKey(driver));
        return come || earlier.entrySet().stream().anyMatch(limit -> later.getOrDefault(limit.getKey(), Integer.MAX_VALUE) > limit.getValue());
    }

    private static Map<String, Integer> limits(Optional<CSINode> node) {
        return node.stream().flatMap(each -> each.getSpec().getDrivers().stream()).collect(Collectors.toMap(CSINodeDriver::getName,
                driver -> Optional.ofNullable(driver.getAllocatable()).map(VolumeNodeResources::getCount).orElse(Integer.MAX_VALUE), Math::max));
    }
}
