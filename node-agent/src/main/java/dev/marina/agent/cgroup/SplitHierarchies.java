package dev.marina.agent.cgroup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Version 1: each controller has a tree of its own.
///
/// @param cpuacct the same tree as that of `cpu`, on most machines
/// @param blkio not every kernel has it
/// @param all every mounted tree, since the engine makes its groups in each of them
record SplitHierarchies(Path cpu, Path cpuacct, Path memory, Path pids, Optional<Path> blkio, List<Path> all) implements Hierarchy {

    private static final String UNLIMITED = "-1";
    /// The unit of `cpuacct.stat`, the same on every machine.
    private static final long TICK_NANOS = 10_000_000;
    /// The kernel says a number near the largest, depending on the size of its pages.
    private static final long NO_LIMIT = 1L << 62;

    @Override
    public void limit(String group, GroupLimits limits) {
        Path cpuGroup = Hierarchy.make(in(cpu, group));
        if (limits.cpuShares() > 0) {
            weigh(group, limits.cpuShares());
        }
        Hierarchy.write(cpuGroup.resolve("cpu.cfs_period_us"), Long.toString(GroupLimits.PERIOD_MICROS));
        Hierarchy.write(cpuGroup.resolve("cpu.cfs_quota_us"), orUnlimited(allowed(cpuGroup, limits.cpuQuotaMicros()), UNLIMITED));
        limitMemory(Hierarchy.make(in(memory, group)), limits.memoryBytes());
        Hierarchy.write(Hierarchy.make(in(pids, group)).resolve("pids.max"), orUnlimited(limits.pids(), "max"));
    }

    /// Of the processors, and of those disks that the scheduler BFQ serves.
    private void weigh(String group, long shares) {
        Hierarchy.write(in(cpu, group).resolve("cpu.shares"), Long.toString(shares));
        blkio.ifPresent(tree -> Hierarchy.writeIfThere(Hierarchy.make(in(tree, group)).resolve("blkio.bfq.weight"),
                Long.toString(Math.min(GroupLimits.weight(shares), GroupLimits.MAX_BFQ_WEIGHT))));
    }

    /// Version 2 takes a quota above that of a group further up, and lets the smaller one hold; this one refuses it. All have one period.
    private long allowed(Path cpuGroup, long quota) {
        long allowed = quota;
        for (Path above = cpuGroup.getParent(); quota > 0 && above.startsWith(cpu); above = above.getParent()) {
            long aboves = Hierarchy.readOr(above.resolve("cpu.cfs_quota_us"), 0);
            allowed = aboves > 0 ? Math.min(allowed, aboves) : allowed;
        }
        return allowed;
    }

    /// Swap counts as memory. The kernel wants the sum of both to be no less than memory at any moment.
    private static void limitMemory(Path group, long bytes) {
        Path memory = group.resolve("memory.limit_in_bytes");
        Path withSwap = group.resolve("memory.memsw.limit_in_bytes");
        String value = orUnlimited(bytes, UNLIMITED);
        if (!Files.exists(withSwap)) {
            Hierarchy.write(memory, value);
            return;
        }
        boolean raised = bytes == 0 || bytes > Hierarchy.read(withSwap);
        Hierarchy.write(raised ? withSwap : memory, value);
        Hierarchy.write(raised ? memory : withSwap, value);
    }

    private static String orUnlimited(long value, String unlimited) {
        return value == 0 ? unlimited : Long.toString(value);
    }

    @Override
    public void weighAsChildren(String group) {
        long sum = Hierarchy.below(in(cpu, group)).stream().mapToLong(child -> Hierarchy.read(child.resolve("cpu.shares"))).sum();
        weigh(group, Math.max(GroupLimits.MIN_SHARES, sum));
    }

    @Override
    public boolean controlsDisks() {
        return blkio.isPresent();
    }

    @Override
    public long memoryInUse(String group) {
        Path place = in(memory, group);
        return Hierarchy.inUse(place.resolve("memory.usage_in_bytes"), place.resolve("memory.stat"), "total_inactive_file");
    }

    @Override
    public long processes(String group) {
        return Hierarchy.readOr(in(pids, group).resolve("pids.current"), 0);
    }

    @Override
    public boolean counts(String group) {
        return Stream.of(cpu, cpuacct, memory).allMatch(tree -> Files.isDirectory(in(tree, group)));
    }

    @Override
    public GroupUsage counted(String group) {
        return new GroupUsage(cpuCounted(group), memoryCounted(in(memory, group)), processes(group));
    }

    private GroupUsage.Cpu cpuCounted(String group) {
        Statistics ticks = Statistics.read(in(cpuacct, group).resolve("cpuacct.stat"));
        Path place = in(cpu, group);
        Statistics throttling = Statistics.read(place.resolve("cpu.stat"));
        return new GroupUsage.Cpu(Hierarchy.read(in(cpuacct, group).resolve("cpuacct.usage")), ticks.of("user") * TICK_NANOS, ticks.of("system") * TICK_NANOS,
                throttling.of("nr_periods"), throttling.of("nr_throttled"), throttling.of("throttled_time"),
                Math.max(0, Hierarchy.readOr(place.resolve("cpu.cfs_quota_us"), 0)), Hierarchy.read(place.resolve("cpu.shares")));
    }

    private static GroupUsage.Memory memoryCounted(Path place) {
        Statistics statistics = Statistics.read(place.resolve("memory.stat"));
        long usage = Hierarchy.read(place.resolve("memory.usage_in_bytes"));
        long limit = Hierarchy.read(place.resolve("memory.limit_in_bytes"));
        return new GroupUsage.Memory(usage, Math.max(0, usage - statistics.of("total_inactive_file")), statistics.of("total_rss"), statistics.of("total_cache"),
                statistics.of("total_mapped_file"), statistics.of("total_swap"), statistics.of("total_pgfault"), statistics.of("total_pgmajfault"),
                limit < NO_LIMIT ? limit : 0);
    }

    @Override
    public List<Path> places(String group) {
        return all.stream().map(tree -> in(tree, group)).toList();
    }

    @Override
    public List<Path> entries(String group) {
        return Stream.of(cpu, cpuacct, memory, pids).distinct().map(tree -> Hierarchy.make(in(tree, group)).resolve("cgroup.procs")).toList();
    }

    private static Path in(Path tree, String group) {
        return tree.resolve(group.substring(1));
    }
}
