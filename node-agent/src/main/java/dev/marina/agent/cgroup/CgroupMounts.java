package dev.marina.agent.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where the machine's control groups are. The mounts say it, whatever the paths are called.
final class CgroupMounts {

    private static final Path MOUNT_INFO = Path.of("/proc/self/mountinfo");
    private static final Set<String> NEEDED = Set.of("cpu", "memory", "pids");

    private CgroupMounts() {}

    static Hierarchy ofThisMachine() {
        try {
            Hierarchy found = of(Files.readAllLines(MOUNT_INFO));
            found.places("/").forEach(CgroupMounts::requireGroups);
            return found;
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + MOUNT_INFO, failure);
        }
    }

    /// Version 1 wherever it has the controllers, as on a machine with both; they cannot be in the unified tree then.
    static Hierarchy of(List<String> mountInfo) {
        Map<String, Path> byController = new HashMap<>();
        List<Path> split = new ArrayList<>();
        Path unified = null;
        for (String line : mountInfo) {
            int separator = line.indexOf(" - ");
            String[] mount = line.substring(0, separator).split(" ");
            String[] source = line.substring(separator + 3).split(" ");
            // Another mount of a part of the tree has other paths than those that the container engine uses.
            if (!mount[3].equals("/")) {
                continue;
            }
            Path point = Path.of(mount[4].replace("\\040", " "));
            if (source[0].equals("cgroup2")) {
                unified = unified == null ? point : unified;
            } else if (source[0].equals("cgroup")) {
                split.add(point);
                for (String option : source[2].split(",")) {
                    byController.putIfAbsent(option, point);
                }
            }
        }
        if (byController.keySet().containsAll(NEEDED)) {
            if (unified != null) {
                split.add(unified);
            }
            Path cpu = byController.get("cpu");
            return new SplitHierarchies(cpu, byController.getOrDefault("cpuacct", cpu), byController.get("memory"), byController.get("pids"),
                    Optional.ofNullable(byController.get("blkio")), List.copyOf(split));
        }
        if (unified != null && NEEDED.stream().noneMatch(byController::containsKey)) {
            return new UnifiedHierarchy(unified);
        }
        throw new IllegalStateException(
                "control groups: found %s of version 1%s; the controllers cpu, memory and pids are needed, all in version 1 or all in version 2"
                        .formatted(byController.keySet(), unified == null ? "" : " and version 2 at " + unified));
    }

    /// A directory that only looks like one would take every limit and keep none.
    static void requireGroups(Path root) {
        try {
            String type = Files.getFileStore(root).type();
            if (!type.equals("cgroup") && !type.equals("cgroup2")) {
                throw new IllegalStateException("%s is no control group file system but %s: no limit would hold".formatted(root, type));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot look at the control groups at " + root, failure);
        }
    }
}
