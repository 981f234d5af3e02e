package dev.marina.agent.eviction;

import java.util.List;

/// What a node has and uses, as its groups in the kernel and its disk say.
///
/// @param memoryInUse what could not be taken from its pods at once
/// @param diskBytes what its disk holds
/// @param processes and threads
public record NodeFigures(long memoryBytes, long memoryInUse, long diskBytes, long diskFree, long inodes, long inodesFree, long mostProcesses,
        long processes) {

    /// In the order in which what is short of is freed: memory cannot wait.
    List<Observation> observations() {
        return List.of(new Observation(EvictionSignal.MEMORY, memoryBytes - memoryInUse, memoryBytes),
                new Observation(EvictionSignal.DISK, diskFree, diskBytes), new Observation(EvictionSignal.INODES, inodesFree, inodes),
                new Observation(EvictionSignal.PIDS, mostProcesses - processes, mostProcesses));
    }
}
