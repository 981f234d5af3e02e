package dev.marina.agent.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the machine has, and how much of it tenants' nodes get: together never all, and each in proportion.
///
/// @param pids ids that the kernel gives to processes and threads
record MachineCapacity(long memoryBytes, long pids) {

    /// For the platform itself and whatever else the machine does.
    private static final long RESERVED_MEMORY = 4L << 30;
    private static final long MIN_NODE_PIDS = 512;

    MachineCapacity {
        if (memoryBytes <= 0 || pids < 4) {
            throw new IllegalArgumentException("%d bytes and %d process ids: nothing could run there".formatted(memoryBytes, pids));
        }
    }

    static MachineCapacity ofThisMachine() {
        try {
            long memory = Files.readAllLines(Path.of("/proc/meminfo")).stream().filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).findFirst().orElseThrow();
            return new MachineCapacity(memory,
                    Math.min(Hierarchy.read(Path.of("/proc/sys/kernel/pid_max")), Hierarchy.read(Path.of("/proc/sys/kernel/threads-max"))));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read the machine's memory", failure);
        }
    }

    /// All nodes together.
    GroupLimits ceiling() {
        return new GroupLimits(0, 0, memoryBytes - Math.min(RESERVED_MEMORY, memoryBytes / 2), pids / 4 * 3);
    }

    /// A node's part of the ids is its part of the memory, so that nodes that fit into the machine's memory fit into its ids too.
    long nodePids(long nodeMemoryBytes) {
        long ceiling = ceiling().pids();
        double part = (double) nodeMemoryBytes / memoryBytes;
        return Math.clamp((long) (ceiling * part), Math.min(MIN_NODE_PIDS, ceiling), ceiling);
    }

    /// One pod leaves its node's others enough to start and to end.
    long podPids(long nodeMemoryBytes) {
        return nodePids(nodeMemoryBytes) / 4 * 3;
    }
}
