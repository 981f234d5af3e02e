package dev.marina.agent.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

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

    private static String read(String group, String file) {
        Path place = KERNEL.places(group).stream().filter(directory -> Files.exists(directory.resolve(file))).findFirst()
                .orElseThrow(() -> new AssertionError("no group %s with %s".formatted(group, file)));
        try {
            return Files.readString(place.resolve(file)).strip();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
