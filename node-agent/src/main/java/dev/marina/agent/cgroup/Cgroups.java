package dev.marina.agent.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Limits of whole nodes. The containers' own cgroups below are the engine's business. All methods may be called twice.
public final class Cgroups {

    private static final long PERIOD_MICROS = 100_000;
    private static final List<String> CONTROLLERS = List.of("cpu", "memory", "pids");

    private final Path root;
    private final boolean unified;

    public Cgroups(Path root) {
        this.root = root;
        unified = Files.exists(root.resolve("cgroup.controllers"));
    }

    /// @param path from the root, such as `/marina-x/node-1`
    public void limit(String path, double cpus, long memoryBytes, long pids) {
        long quota = Math.max(1_000, Math.round(cpus * PERIOD_MICROS));
        if (unified) {
            Path group = makeUnified(path);
            write(group.resolve("cpu.max"), quota + " " + PERIOD_MICROS);
            write(group.resolve("memory.max"), Long.toString(memoryBytes));
            write(group.resolve("pids.max"), Long.toString(pids));
            return;
        }
        write(make("cpu", path).resolve("cpu.cfs_quota_us"), Long.toString(quota));
        Path memory = make("memory", path);
        write(memory.resolve("memory.limit_in_bytes"), Long.toString(memoryBytes));
        write(make("pids", path).resolve("pids.max"), Long.toString(pids));
    }

    /// Removes the group and those below it, in every hierarchy, as far as no process is in them.
    public void remove(String path) {
        if (unified) {
            removeTree(below(root, path));
            return;
        }
        try (Stream<Path> hierarchies = Files.list(root)) {
            hierarchies.filter(hierarchy -> Files.isDirectory(hierarchy) && !Files.isSymbolicLink(hierarchy))
                    .forEach(hierarchy -> removeTree(below(hierarchy, path)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// CPU time that the group has used.
    public long cpuNanos(String path) {
        try {
            if (unified) {
                return Files.readAllLines(below(root, path).resolve("cpu.stat")).stream().filter(line -> line.startsWith("usage_usec "))
                        .mapToLong(line -> Long.parseLong(line.substring(11)) * 1_000).findFirst().orElse(0);
            }
            return Long.parseLong(Files.readString(below(root.resolve("cpuacct"), path).resolve("cpuacct.usage")).strip());
        } catch (IOException _) {
            return 0;
        }
    }

    private Path make(String controller, String path) {
        try {
            return Files.createDirectories(below(root.resolve(controller), path));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot make cgroup %s of %s".formatted(path, controller), failure);
        }
    }

    /// Version 2 hands controllers down level by level.
    private Path makeUnified(String path) {
        Path group = root;
        for (String part : path.split("/")) {
            if (!part.isEmpty()) {
                write(group.resolve("cgroup.subtree_control"), String.join(" ", CONTROLLERS.stream().map(name -> "+" + name).toList()));
                group = group.resolve(part);
                try {
                    Files.createDirectories(group);
                } catch (IOException failure) {
                    throw new UncheckedIOException("cannot make cgroup " + group, failure);
                }
            }
        }
        write(group.resolve("cgroup.subtree_control"), String.join(" ", CONTROLLERS.stream().map(name -> "+" + name).toList()));
        return group;
    }

    private static void write(Path file, String value) {
        try {
            Files.writeString(file, value);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot write %s to %s".formatted(value, file), failure);
        }
    }

    private static void removeTree(Path group) {
        if (!Files.isDirectory(group)) {
            return;
        }
        try (Stream<Path> children = Files.list(group)) {
            children.filter(Files::isDirectory).forEach(Cgroups::removeTree);
        } catch (IOException _) {
            return;
        }
        try {
            Files.delete(group);
        } catch (NoSuchFileException _) {
            // somebody else removed it
        } catch (IOException _) {
            // a process has not quite left it: the next removal gets it
        }
    }

    private static Path below(Path hierarchy, String path) {
        return hierarchy.resolve(path.startsWith("/") ? path.substring(1) : path);
    }
}
