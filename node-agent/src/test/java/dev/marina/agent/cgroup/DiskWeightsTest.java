package dev.marina.agent.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is written to kernels with and without a scheduler that shares disks out.
class DiskWeightsTest {

    private static final GroupLimits ONE_CPU = new GroupLimits(1_024, 0, 0, 0);
    private static final String GROUP = "/x";

    @TempDir
    Path root;

    private void kernelHas(Path group, String... files) throws IOException {
        Files.createDirectories(group);
        for (String file : files) {
            Files.writeString(group.resolve(file), "");
        }
    }

    private String written(String file) throws IOException {
        return Files.readString(root.resolve(file));
    }

    private SplitHierarchies versionOne(Optional<Path> blkio) throws IOException {
        kernelHas(root.resolve("cpu/x"), "cpu.shares", "cpu.cfs_period_us", "cpu.cfs_quota_us");
        kernelHas(root.resolve("memory/x"), "memory.limit_in_bytes");
        kernelHas(root.resolve("pids/x"), "pids.max");
        return new SplitHierarchies(root.resolve("cpu"), root.resolve("cpu"), root.resolve("memory"), root.resolve("pids"), blkio, List.of());
    }

    @Test
    void versionOneWeighsDisksThatBfqServesAsProcessors() throws IOException {
        kernelHas(root.resolve("blkio/x"), "blkio.bfq.weight");
        SplitHierarchies kernel = versionOne(Optional.of(root.resolve("blkio")));

        kernel.limit(GROUP, ONE_CPU);
        assertEquals(List.of("1024", "39"), List.of(written("cpu/x/cpu.shares"), written("blkio/x/blkio.bfq.weight")));

        kernel.limit(GROUP, new GroupLimits(GroupLimits.shares(64_000), 0, 0, 0));
        assertEquals("1000", written("blkio/x/blkio.bfq.weight"), "BFQ takes no more");

        // A file takes what is written to it, the kernel the whole number.
        kernelHas(root.resolve("blkio/x"), "blkio.bfq.weight");
        kernelHas(root.resolve("cpu/x/pod"), "cpu.shares");
        Files.writeString(root.resolve("cpu/x/pod/cpu.shares"), "2048");
        kernel.weighAsChildren(GROUP);
        assertEquals("79", written("blkio/x/blkio.bfq.weight"));
    }

    @Test
    void versionOneWithoutSuchASchedulerIsLeftAlone() throws IOException {
        kernelHas(root.resolve("blkio/x"));

        versionOne(Optional.of(root.resolve("blkio"))).limit(GROUP, ONE_CPU);
        versionOne(Optional.empty()).limit(GROUP, ONE_CPU);
        assertFalse(versionOne(Optional.empty()).controlsDisks());

        assertFalse(Files.exists(root.resolve("blkio/x/blkio.bfq.weight")));
    }

    private UnifiedHierarchy versionTwo(String controllers, String... disks) throws IOException {
        kernelHas(root, "cgroup.subtree_control");
        kernelHas(root.resolve("x"), "cgroup.subtree_control", "cpu.weight", "cpu.max", "memory.max", "pids.max");
        kernelHas(root.resolve("x"), disks);
        for (String group : List.of("", "x")) {
            Files.writeString(root.resolve(group).resolve("cgroup.controllers"), controllers + "\n");
        }
        return new UnifiedHierarchy(root);
    }

    @Test
    void versionTwoHandsTheDiskControllerDownAndWeighsDisksAsProcessors() throws IOException {
        UnifiedHierarchy kernel = versionTwo("cpuset cpu io memory pids", "io.weight", "io.bfq.weight");

        kernel.limit(GROUP, new GroupLimits(GroupLimits.shares(64_000), 0, 0, 0));

        assertEquals(List.of("+cpu +memory +pids +io", "+cpu +memory +pids +io"),
                List.of(written("cgroup.subtree_control"), written("x/cgroup.subtree_control")));
        assertEquals(List.of("2500", "2500", "1000"), List.of(written("x/cpu.weight"), written("x/io.weight"), written("x/io.bfq.weight")));
    }

    @Test
    void versionTwoWithoutADiskControllerHasTheOthers() throws IOException {
        UnifiedHierarchy kernel = versionTwo("cpu memory pids");
        kernel.limit(GROUP, ONE_CPU);

        assertEquals("+cpu +memory +pids", written("x/cgroup.subtree_control"));
        assertEquals("39", written("x/cpu.weight"));
        assertFalse(kernel.controlsDisks());
        assertFalse(Files.exists(root.resolve("x/io.weight")));
    }
}
