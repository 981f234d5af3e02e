package dev.marina.agent.cgroup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Version 2: one tree, in which each group hands its controllers down to the next level.
record UnifiedHierarchy(Path root) implements Hierarchy {

    private static final String UNLIMITED = "max";
    private static final String CONTROLLERS = "+cpu +memory +pids";
    private static final long MAX_SHARES = 262_144;
    private static final long MAX_WEIGHT = 10_000;

    @Override
    public void limit(String group, GroupLimits limits) {
        Path place = make(group);
        if (limits.cpuShares() > 0) {
            Hierarchy.write(place.resolve("cpu.weight"), Long.toString(weight(limits.cpuShares())));
        }
        Hierarchy.write(place.resolve("cpu.max"), orUnlimited(limits.cpuQuotaMicros()) + " " + GroupLimits.PERIOD_MICROS);
        Hierarchy.write(place.resolve("memory.max"), orUnlimited(limits.memoryBytes()));
        Path swap = place.resolve("memory.swap.max");
        if (Files.exists(swap)) {
            Hierarchy.write(swap, limits.memoryBytes() == 0 ? UNLIMITED : "0");
        }
        Hierarchy.write(place.resolve("pids.max"), orUnlimited(limits.pids()));
    }

    private Path make(String group) {
        Path place = root;
        for (String part : group.substring(1).split("/")) {
            Hierarchy.write(place.resolve("cgroup.subtree_control"), CONTROLLERS);
            place = Hierarchy.make(place.resolve(part));
        }
        Hierarchy.write(place.resolve("cgroup.subtree_control"), CONTROLLERS);
        return place;
    }

    /// The range of shares laid evenly over the range of weights, as kubelet and runc do.
    static long weight(long shares) {
        long within = Math.clamp(shares, GroupLimits.MIN_SHARES, MAX_SHARES);
        return 1 + (within - GroupLimits.MIN_SHARES) * (MAX_WEIGHT - 1) / (MAX_SHARES - GroupLimits.MIN_SHARES);
    }

    private static String orUnlimited(long value) {
        return value == 0 ? UNLIMITED : Long.toString(value);
    }

    @Override
    public void weighAsChildren(String group) {
        Path place = root.resolve(group.substring(1));
        long sum = Hierarchy.below(place).stream().mapToLong(child -> Hierarchy.read(child.resolve("cpu.weight"))).sum();
        Hierarchy.write(place.resolve("cpu.weight"), Long.toString(Math.clamp(sum, 1, MAX_WEIGHT)));
    }

    @Override
    public long memoryInUse(String group) {
        Path place = root.resolve(group.substring(1));
        return Hierarchy.inUse(place.resolve("memory.current"), place.resolve("memory.stat"), "inactive_file");
    }

    @Override
    public long processes(String group) {
        return Hierarchy.readOr(root.resolve(group.substring(1)).resolve("pids.current"), 0);
    }

    @Override
    public List<Path> places(String group) {
        return List.of(root.resolve(group.substring(1)));
    }
}
