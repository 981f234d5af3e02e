package dev.marina.scheduler.devices;

import dev.marina.model.placement.NodeTerms;
import dev.marina.scheduler.NodeState;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.resource.v1.Device;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSliceSpec;
import java.util.List;
import java.util.stream.IntStream;

/// Part of a pool's devices, as their driver tells them.
///
/// @param devices each with its place, in the slice's order
record Slice(String uid, String version, ResourceSliceSpec spec, List<Candidate> devices) {

    /// A device that may be chosen.
    ///
    /// @param index in its slice
    record Candidate(Slice slice, int index, Device device, DeviceId id) {}

    static Slice of(ResourceSlice slice) {
        ResourceSliceSpec spec = slice.getSpec();
        List<Candidate> devices = new java.util.ArrayList<>();
        Slice made = new Slice(slice.getMetadata().getUid(), slice.getMetadata().getResourceVersion(), spec, devices);
        IntStream.range(0, spec.getDevices().size()).forEach(i -> {
            Device device = spec.getDevices().get(i);
            devices.add(new Candidate(made, i, device, new DeviceId(spec.getDriver(), spec.getPool().getName(), device.getName())));
        });
        return made;
    }

    long generation() {
        return spec.getPool().getGeneration() == null ? 0 : spec.getPool().getGeneration();
    }

    /// The only node from which its devices are reached, or "".
    String node() {
        return spec.getNodeName() == null ? "" : spec.getNodeName();
    }

    boolean eachDeviceSays() {
        return Boolean.TRUE.equals(spec.getPerDeviceNodeSelection());
    }

    /// Whether any of its devices is reached from the node.
    boolean reachedFrom(NodeState node) {
        return eachDeviceSays()
                ? devices.stream().anyMatch(each -> reachedFrom(node, each.device))
                : reached(node, node(), spec.getAllNodes(), spec.getNodeSelector());
    }

    /// Whether this one is, where that of the slice is known.
    boolean reachedFrom(NodeState node, Device device) {
        return !eachDeviceSays() || reached(node, device.getNodeName() == null ? "" : device.getNodeName(), device.getAllNodes(), device.getNodeSelector());
    }

    private static boolean reached(NodeState node, String name, Boolean all, NodeSelector selector) {
        if (!name.isEmpty()) {
            return name.equals(node.name());
        }
        return Boolean.TRUE.equals(all) || selector != null && NodeTerms.take(selector, node.name(), node.labels());
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public String toString() {
        return spec.getDriver() + "/" + spec.getPool().getName();
    }
}
