package dev.marina.agent.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Groups of nodes that are files in a directory and limit nobody.
public final class KernelFiles {

    private static final long MEMORY = 16L << 30;
    private static final long PIDS = 32_768;

    private KernelFiles() {}

    /// @param nodes ids of those that there may be
    public static Cgroups cgroups(Path root, String... nodes) throws IOException {
        String all = "marina-test/nodes";
        groups(root, all);
        for (String node : nodes) {
            groups(root, all + "/" + node);
            groups(root, all + "/" + node + QosClass.BEST_EFFORT.below());
            groups(root, all + "/" + node + QosClass.BURSTABLE.below());
        }
        List<Path> trees = List.of(root.resolve("cpu"), root.resolve("memory"), root.resolve("pids"));
        return new Cgroups(new SplitHierarchies(trees.get(0), trees.get(0), trees.get(1), trees.get(2), Optional.empty(), trees),
                new MachineCapacity(MEMORY, PIDS), "test");
    }

    private static void groups(Path root, String group) throws IOException {
        write(root.resolve("cpu").resolve(group), "cpu.shares", "cpu.cfs_period_us", "cpu.cfs_quota_us");
        write(root.resolve("memory").resolve(group), "memory.limit_in_bytes");
        write(root.resolve("pids").resolve(group), "pids.max");
    }

    private static void write(Path group, String... files) throws IOException {
        Files.createDirectories(group);
        for (String file : files) {
            Files.writeString(group.resolve(file), "1024");
        }
    }
}
