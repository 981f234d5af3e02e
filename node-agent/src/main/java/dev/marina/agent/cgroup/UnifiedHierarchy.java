package dev.marina.agent.cgroup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Version 2: one tree, in which each group hands its controllers down to the next level.
record UnifiedHierarchy(Path root) implements Hierarchy {

    private static final String UNLIMITED = "max";
    private static final String CONTROLLERS = "+cpu +memory +pids";
    private static final String WITH_IO = CONTROLLERS + " +io";
    private static final long MAX_WEIGHT = 10_000;
    /// Of a microsecond, the unit of `cpu.stat`.
    private static final long NANOS = 1_000;

    @Override
    public void limit(String group, GroupLimits limits) {
        Path place = make(group);
        if (limits.cpuShares() > 0) {
            weigh(place, GroupLimits.weight(limits.cpuShares()));
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
            handDown(place);
            place = Hierarchy.make(place.resolve(part));
        }
        handDown(place);
        return place;
    }

    /// Not every kernel has a controller for disks.
    private static void handDown(Path group) {
        Hierarchy.write(group.resolve("cgroup.subtree_control"), controlsDisks(group) ? WITH_IO : CONTROLLERS);
    }

    /// Of the processors and, by whichever of its schedulers the kernel has, of the disks.
    private static void weigh(Path group, long weight) {
        Hierarchy.write(group.resolve("cpu.weight"), Long.toString(weight));
        Hierarchy.writeIfThere(group.resolve("io.weight"), Long.toString(weight));
        Hierarchy.writeIfThere(group.resolve("io.bfq.weight"), Long.toString(Math.min(weight, GroupLimits.MAX_BFQ_WEIGHT)));
    }

    private static String orUnlimited(long value) {
        return value == 0 ? UNLIMITED : Long.toString(value);
    }

    @Override
    public void weighAsChildren(String group) {
        Path place = root.resolve(group.substring(1));
        long sum = Hierarchy.below(place).stream().mapToLong(child -> Hierarchy.read(child.resolve("cpu.weight"))).sum();
        weigh(place, Math.clamp(sum, 1, MAX_WEIGHT));
    }

    @Override
    public boolean controlsDisks() {
        return controlsDisks(root);
    }

    private static boolean controlsDisks(Path group) {
        return Hierarchy.words(group.resolve("cgroup.controllers")).contains("io");
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
    public boolean counts(String group) {
        return Files.isDirectory(root.resolve(group.substring(1)));
    }

    @Override
    public GroupUsage counted(String group) {
        Path place = root.resolve(group.substring(1));
        return new GroupUsage(cpuCounted(place), memoryCounted(place), processes(group));
    }

    private static GroupUsage.Cpu cpuCounted(Path place) {
        Statistics statistics = Statistics.read(place.resolve("cpu.stat"));
        return new GroupUsage.Cpu(statistics.of("usage_usec") * NANOS, statistics.of("user_usec") * NANOS, statistics.of("system_usec") * NANOS,
                statistics.of("nr_periods"), statistics.of("nr_throttled"), statistics.of("throttled_usec") * NANOS,
                limit(place.resolve("cpu.max")), GroupLimits.sharesOf(Hierarchy.read(place.resolve("cpu.weight"))));
    }

    private static GroupUsage.Memory memoryCounted(Path place) {
        Statistics statistics = Statistics.read(place.resolve("memory.stat"));
        long usage = Hierarchy.read(place.resolve("memory.current"));
        return new GroupUsage.Memory(usage, Math.max(0, usage - statistics.of("inactive_file")), statistics.of("anon"), statistics.of("file"),
                statistics.of("file_mapped"), Hierarchy.readOr(place.resolve("memory.swap.current"), 0), statistics.of("pgfault"), statistics.of("pgmajfault"),
                limit(place.resolve("memory.max")));
    }

    /// 0 for none.
    private static long limit(Path file) {
        String first = Hierarchy.first(file);
        return first.equals(UNLIMITED) ? 0 : Long.parseLong(first);
    }

    @Override
    public List<Path> places(String group) {
        return List.of(root.resolve(group.substring(1)));
    }

    /// A group with processes has none below it that are limited, so this one hands nothing down.
    @Override
    public List<Path> entries(String group) {
        int last = group.lastIndexOf('/');
        return List.of(Hierarchy.make(make(group.substring(0, last)).resolve(group.substring(last + 1))).resolve("cgroup.procs"));
    }
}
