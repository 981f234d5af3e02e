package dev.marina.agent.figures;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;

/// What a pod uses.
///
/// @param memoryBytes that could not be taken from it at once
/// @param processes and threads
/// @param volumes its `emptyDir`s on the node's disk, by name
public record PodUse(Pod pod, long memoryBytes, long processes, List<ContainerUse> containers, Map<String, DiskUse> volumes) {

    /// @param disk what it has written outside of volumes, its log with it
    public record ContainerUse(String name, long memoryBytes, DiskUse disk) {}

    public DiskUse disk() {
        return containers.stream().map(ContainerUse::disk).reduce(DiskUse.NOTHING, DiskUse::plus)
                .plus(volumes.values().stream().reduce(DiskUse.NOTHING, DiskUse::plus));
    }
}
