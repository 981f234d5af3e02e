package dev.marina.agent.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// What the kernel says about a group, whichever version this machine has.
public final class KernelLimits {

    private static final Hierarchy KERNEL = CgroupMounts.ofThisMachine();
    static final boolean UNIFIED = KERNEL instanceof UnifiedHierarchy;

    private KernelLimits() {}

    /// Quota and period.
    public static String cpu(String group) {
        return UNIFIED ? read(group, "cpu.max") : read(group, "cpu.cfs_quota_us") + " " + read(group, "cpu.cfs_period_us");
    }

    public static String memory(String group) {
        return read(group, UNIFIED ? "memory.max" : "memory.limit_in_bytes");
    }

    public static String pids(String group) {
        return read(group, "pids.max");
    }

    static long weight(String group) {
        return Long.parseLong(read(group, UNIFIED ? "cpu.weight" : "cpu.shares"));
    }

    /// For disks, where the kernel shares them out.
    static Optional<Long> diskWeight(String group) {
        return (UNIFIED ? Stream.of("io.weight", "io.bfq.weight") : Stream.of("blkio.bfq.weight")).filter(file -> find(group, file).isPresent())
                .map(file -> Long.parseLong(read(group, file).replace("default ", ""))).findFirst();
    }

    private static Optional<Path> find(String group, String file) {
        return KERNEL.places(group).stream().map(directory -> directory.resolve(file)).filter(Files::exists).findFirst();
    }

    private static String read(String group, String file) {
        Path setting = find(group, file).orElseThrow(() -> new AssertionError("no group %s with %s".formatted(group, file)));
        try {
            return Files.readString(setting).strip();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
