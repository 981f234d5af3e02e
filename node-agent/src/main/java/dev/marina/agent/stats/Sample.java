package dev.marina.agent.stats;

import dev.marina.agent.cgroup.GroupUsage;
import dev.marina.agent.cgroup.QosClass;
import dev.marina.agent.disk.Disks;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.PodRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One node at one moment.
///
/// @param at for whoever reads it
/// @param nanoTime the same moment by a clock that nobody sets
/// @param whole empty while the node is being made
/// @param containers how many there are in which phase, those that have ended too
public record Sample(Instant at, long nanoTime, Optional<GroupUsage> whole, Optional<Network> network, Disks.Space disk,
        Map<ContainerState.Phase, Long> containers, List<PodSample> pods) {

    /// @param whole what it uses with all that stands beside its containers
    /// @param network empty for pods in the node's own
    public record PodSample(PodRef pod, QosClass qos, Instant created, Optional<GroupUsage> whole, Optional<Network> network, List<ContainerSample> containers,
            List<VolumeSample> volumes) {}

    /// Of a container that runs.
    public record ContainerSample(ContainerState state, GroupUsage usage) {}

    /// A claim that is mounted, in bytes.
    public record VolumeSample(String name, String claim, long capacity, long available, long used) {}
}
