package dev.marina.agent.node;

/// What of a node is promised to no pod; a node that has less than that left is under pressure.
final class NodeReserve {

    /// kubelet's threshold of hard eviction; small nodes keep a smaller part.
    private static final long MEMORY = 100L << 20;
    private static final long PART_OF_MEMORY = 20;
    private static final long PART_OF_DISK = 10;
    private static final long PART_OF_PROCESSES = 10;

    private NodeReserve() {}

    static long allocatableMemory(long bytes) {
        return bytes - memory(bytes);
    }

    static long allocatableDisk(long bytes) {
        return bytes - bytes / PART_OF_DISK;
    }

    private static long memory(long bytes) {
        return Math.min(MEMORY, bytes / PART_OF_MEMORY);
    }

    static boolean lacks(Pressure pressure, NodeFigures node) {
        return switch (pressure) {
            case MEMORY -> node.memoryBytes() - node.memoryInUse() < memory(node.memoryBytes());
            case DISK -> node.diskFree() < node.diskBytes() / PART_OF_DISK;
            case PID -> node.mostProcesses() - node.processes() < node.mostProcesses() / PART_OF_PROCESSES;
        };
    }
}
