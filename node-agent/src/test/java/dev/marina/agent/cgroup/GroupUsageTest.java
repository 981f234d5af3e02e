package dev.marina.agent.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What both versions of the kernel's files say, in the same units.
class GroupUsageTest {

    private static final GroupUsage USED = new GroupUsage(new GroupUsage.Cpu(1_500_000_000L, 1_000_000_000L, 500_000_000L, 20, 3, 7_000_000, 50_000, 1_024),
            new GroupUsage.Memory(100, 70, 60, 40, 10, 0, 9, 1, 4_096), 5);

    @TempDir
    Path root;

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Hierarchy versionOne() throws IOException {
        file("cpuacct/x/cpuacct.usage", "1500000000\n");
        file("cpuacct/x/cpuacct.stat", "user 100\nsystem 50\n");
        file("cpu/x/cpu.stat", "nr_periods 20\nnr_throttled 3\nthrottled_time 7000000\n");
        file("cpu/x/cpu.cfs_quota_us", "50000\n");
        file("cpu/x/cpu.shares", "1024\n");
        file("memory/x/memory.stat", """
                cache 1
                total_cache 40
                total_rss 60
                total_mapped_file 10
                total_inactive_file 30
                total_pgfault 9
                total_pgmajfault 1
                """);
        file("memory/x/memory.usage_in_bytes", "100\n");
        file("memory/x/memory.limit_in_bytes", "4096\n");
        file("pids/x/pids.current", "5\n");
        return new SplitHierarchies(root.resolve("cpu"), root.resolve("cpuacct"), root.resolve("memory"), root.resolve("pids"), Optional.empty(), List.of());
    }

    private Hierarchy versionTwo() throws IOException {
        file("x/cpu.stat", "usage_usec 1500000\nuser_usec 1000000\nsystem_usec 500000\nnr_periods 20\nnr_throttled 3\nthrottled_usec 7000\n");
        file("x/cpu.max", "50000 100000\n");
        file("x/cpu.weight", GroupLimits.weight(1_024) + "\n");
        file("x/memory.stat", "anon 60\nfile 40\nfile_mapped 10\ninactive_file 30\npgfault 9\npgmajfault 1\n");
        file("x/memory.current", "100\n");
        file("x/memory.max", "4096\n");
        file("x/memory.swap.current", "0\n");
        file("x/pids.current", "5\n");
        return new UnifiedHierarchy(root);
    }

    @Test
    void versionOneIsRead() throws IOException {
        assertEquals(Optional.of(USED), versionOne().usage("/x"));
    }

    /// A weight is coarser than shares are.
    @Test
    void versionTwoIsReadTheSame() throws IOException {
        GroupUsage used = versionTwo().usage("/x").orElseThrow();
        assertEquals(USED.memory(), used.memory());
        assertEquals(USED.cpu().nanos(), used.cpu().nanos());
        assertEquals(USED.cpu().throttledNanos(), used.cpu().throttledNanos());
        assertEquals(USED.cpu().quotaMicros(), used.cpu().quotaMicros());
        assertEquals(GroupLimits.weight(1_024), GroupLimits.weight(used.cpu().shares()));
    }

    @Test
    void withoutALimitThereIsNone() throws IOException {
        Hierarchy one = versionOne();
        file("memory/x/memory.limit_in_bytes", "9223372036854771712\n");
        file("cpu/x/cpu.cfs_quota_us", "-1\n");
        assertEquals(List.of(0L, 0L), limits(one));
        Hierarchy two = versionTwo();
        file("x/memory.max", "max\n");
        file("x/cpu.max", "max 100000\n");
        assertEquals(List.of(0L, 0L), limits(two));
    }

    private static List<Long> limits(Hierarchy kernel) {
        GroupUsage used = kernel.usage("/x").orElseThrow();
        return List.of(used.memory().limit(), used.cpu().quotaMicros());
    }

    @Test
    void aGroupThatIsGoneUsesNothing() throws IOException {
        assertEquals(Optional.empty(), versionOne().usage("/gone"));
        assertEquals(Optional.empty(), versionTwo().usage("/gone"));
    }
}
