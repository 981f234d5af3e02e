package dev.marina.agent.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupMountsTest {

    private static final String CPU = "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct";
    private static final String MEMORY = "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory";
    private static final String PIDS = "39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids";
    private static final String DEVICES = "36 31 0:33 / /sys/fs/cgroup/devices rw,relatime - cgroup cgroup rw,devices";
    private static final String UNIFIED = "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw";
    private static final String ROOT = "22 1 8:1 / / rw,relatime - ext4 /dev/vda rw";

    @TempDir
    Path plain;

    @Test
    void versionOneHasATreeForEachController() {
        assertEquals(new SplitHierarchies(Path.of("/sys/fs/cgroup/cpu,cpuacct"), Path.of("/sys/fs/cgroup/cpu,cpuacct"),
                Path.of("/sys/fs/cgroup/memory"), Path.of("/sys/fs/cgroup/pids"),
                Optional.empty(), List.of(Path.of("/sys/fs/cgroup/cpu,cpuacct"), Path.of("/sys/fs/cgroup/memory"), Path.of("/sys/fs/cgroup/pids"),
                        Path.of("/sys/fs/cgroup/devices"))),
                CgroupMounts.of(List.of(ROOT, CPU, MEMORY, PIDS, DEVICES)));
    }

    @Test
    void unifiedTreeBesideVersionOneHoldsGroupsButNoController() {
        SplitHierarchies found = (SplitHierarchies) CgroupMounts.of(List.of(CPU, MEMORY, PIDS, UNIFIED));

        assertEquals(Path.of("/sys/fs/cgroup/memory"), found.memory());
        assertTrue(found.places("/x").contains(Path.of("/sys/fs/cgroup/unified/x")));
    }

    @Test
    void unifiedTreeAloneIsVersionTwo() {
        assertEquals(new UnifiedHierarchy(Path.of("/sys/fs/cgroup")),
                CgroupMounts.of(List.of(ROOT, "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate")));
    }

    @Test
    void mountOfAPartOfATreeIsNotTaken() {
        String part = "50 31 0:32 /other /mnt/memory rw,relatime - cgroup cgroup rw,memory";

        assertEquals(Path.of("/sys/fs/cgroup/memory"), ((SplitHierarchies) CgroupMounts.of(List.of(part, CPU, MEMORY, PIDS))).memory());
    }

    @Test
    void machineWithoutTheControllersIsRefused() {
        assertThrows(IllegalStateException.class, () -> CgroupMounts.of(List.of(ROOT)));
        assertThrows(IllegalStateException.class, () -> CgroupMounts.of(List.of(CPU, MEMORY)));
        assertThrows(IllegalStateException.class, () -> CgroupMounts.of(List.of(MEMORY, UNIFIED)));
    }

    @Test
    void plainDirectoryIsRefused() {
        assertTrue(assertThrows(IllegalStateException.class, () -> CgroupMounts.requireGroups(plain)).getMessage().contains("no control group file system"));
    }

    @Test
    void noLimitIsEverWrittenToAPlainFile() {
        assertThrows(java.io.UncheckedIOException.class,
                () -> new SplitHierarchies(plain, plain, plain, plain, Optional.empty(), List.of(plain)).limit("/x", new GroupLimits(2, 1_000, 1, 1)));
        assertThrows(java.io.UncheckedIOException.class, () -> new UnifiedHierarchy(plain).limit("/x", new GroupLimits(2, 1_000, 1, 1)));
    }
}
