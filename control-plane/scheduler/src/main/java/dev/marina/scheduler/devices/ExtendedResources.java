package dev.marina.scheduler.devices;

import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.PodFacts;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The extended resources of a pod that stand for devices of a class: a node that has none of such a resource itself gives devices for it.
/// pkg/scheduler/framework/plugins/dynamicresources/extendeddynamicresources.go
///
/// @param classes by name of the resource
public record ExtendedResources(Map<String, DeviceClass> classes) {

    /// Every class has a resource of this prefix and its own name.
    private static final String OF_CLASS = "deviceclass.resource.kubernetes.io/";
    static final ExtendedResources NONE = new ExtendedResources(Map.of());
    /// Of two classes for one resource the newer one counts. updateResourceName2class in dynamic-resource-allocation's extendedresourcecache.go
    private static final Comparator<DeviceClass> FIRST = Comparator
            .comparing((DeviceClass each) -> each.getMetadata().getCreationTimestamp(), Comparator.nullsFirst(Comparator.reverseOrder()))
            .thenComparing(each -> each.getMetadata().getName());

    /// @param effort what it costs to look at the classes, of which there may be many
    static ExtendedResources of(PodFacts pod, Snapshot snapshot, Effort effort) {
        List<String> resources = pod.requests().byName().entrySet().stream().filter(each -> each.getValue() > 0).map(Map.Entry::getKey)
                .filter(ExtendedResources::mayStandForDevices).toList();
        if (resources.isEmpty()) {
            return NONE;
        }
        Map<String, DeviceClass> classes = new HashMap<>();
        for (DeviceClass each : snapshot.list(Types.DEVICE_CLASSES, "")) {
            for (String resource : resources) {
                effort.step();
                if (standsFor(resource, each)) {
                    classes.merge(resource, each, (one, other) -> FIRST.compare(one, other) <= 0 ? one : other);
                }
            }
        }
        return classes.isEmpty() ? NONE : new ExtendedResources(classes);
    }

    /// Whether the pod asks for any that may; classes then have to be looked at.
    public static boolean mayBeIn(PodFacts pod) {
        for (Map.Entry<String, Long> each : pod.requests().byName().entrySet()) {
            if (each.getValue() > 0 && mayStandForDevices(each.getKey())) {
                return true;
            }
        }
        return false;
    }

    /// IsDRAExtendedResourceName in pkg/scheduler/util/utils.go
    public static boolean mayStandForDevices(String resource) {
        return resource.indexOf('/') > 0 && (resource.startsWith(OF_CLASS) || !resource.contains("kubernetes.io/"));
    }

    private static boolean standsFor(String resource, DeviceClass deviceClass) {
        return resource.equals(OF_CLASS + deviceClass.getMetadata().getName())
                || deviceClass.getSpec() != null && resource.equals(deviceClass.getSpec().getExtendedResourceName());
    }

    boolean none() {
        return classes.isEmpty();
    }

    /// Whether this node gives devices for it. shouldDelegateResourceToDRA in pkg/scheduler/framework/plugins/noderesources/fit.go
    boolean devices(String resource, NodeState node) {
        return classes.containsKey(resource) && node.allocatable().get(resource) == 0;
    }

    /// Those for which the node gives devices.
    SortedMap<String, DeviceClass> from(NodeState node) {
        SortedMap<String, DeviceClass> from = new TreeMap<>();
        classes.forEach((resource, deviceClass) -> {
            if (devices(resource, node)) {
                from.put(resource, deviceClass);
            }
        });
        return from;
    }
}
