package dev.marina.agent.cgroup;

import dev.marina.linux.KernelNumber;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The kernel's groups, by their path from the root, such as `/marina-x/nodes`. Every method may be called twice.
sealed interface Hierarchy permits SplitHierarchies, UnifiedHierarchy {

    /// Makes the group, and those above it, unless they are there.
    void limit(String group, GroupLimits limits);

    /// Gives a group, which need not have pods at the moment, the weight of all its children together. A group weighs the same for disks as
    /// for processors, wherever the kernel shares disks out by weights.
    void weighAsChildren(String group);

    /// Whether the kernel has a controller for disks; whether it is heeded is up to each disk's scheduler.
    boolean controlsDisks();

    /// Bytes of memory that could not be taken from the group at once; 0 when there is no such group.
    long memoryInUse(String group);

    /// Processes and threads in the group and below it; 0 when there is no such group.
    long processes(String group);

    /// What the kernel has counted for the group; empty when there is no such group, or no longer.
    default Optional<GroupUsage> usage(String group) {
        if (!counts(group)) {
            return Optional.empty();
        }
        try {
            return Optional.of(counted(group));
        } catch (UncheckedIOException failure) {
            // It went away while it was read.
            if (!counts(group)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /// Whether the group is wherever the kernel counts.
    boolean counts(String group);

    /// As [#usage], of a group that is there.
    GroupUsage counted(String group);

    /// Directories in which the group is.
    List<Path> places(String group);

    /// Files that take a process into the group, wherever it is limited or counted. Made if missing.
    List<Path> entries(String group);

    /// Names of the groups directly below.
    default Set<String> children(String group) {
        Set<String> names = new TreeSet<>();
        for (Path place : places(group)) {
            below(place).forEach(child -> names.add(child.getFileName().toString()));
        }
        return names;
    }

    /// Removes the group and those below it.
    ///
    /// @return false when processes are still in it
    default boolean remove(String group) {
        boolean gone = true;
        for (Path place : places(group)) {
            gone &= removeTree(place);
        }
        return gone;
    }

    private static boolean removeTree(Path group) {
        for (Path child : below(group)) {
            removeTree(child);
        }
        try {
            Files.deleteIfExists(group);
            return true;
        } catch (IOException busy) {
            return false;
        }
    }

    static List<Path> below(Path group) {
        if (!Files.isDirectory(group)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(group)) {
            return children.filter(Files::isDirectory).toList();
        } catch (IOException failure) {
            // It went away while it was read.
            if (!Files.exists(group)) {
                return List.of();
            }
            throw new UncheckedIOException("cannot read cgroup " + group, failure);
        }
    }

    /// Only into a file of the kernel's: where it is missing, this is no control group.
    static void write(Path file, String value) {
        try {
            Files.writeString(file, value, StandardOpenOption.WRITE);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot write %s to %s".formatted(value, file), failure);
        }
    }

    /// As [#write], for what not every kernel has.
    static void writeIfThere(Path file, String value) {
        if (Files.exists(file)) {
            write(file, value);
        }
    }

    /// What a file of the kernel's lists in one line.
    static Set<String> words(Path file) {
        try (BufferedReader words = Files.newBufferedReader(file)) {
            return Set.of(Optional.ofNullable(words.readLine()).orElse("").split(" "));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + file, failure);
        }
    }

    /// The first word in it.
    static String first(Path file) {
        try (BufferedReader words = Files.newBufferedReader(file)) {
            return words.readLine().split(" ")[0];
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + file, failure);
        }
    }

    static long read(Path file) {
        try {
            return KernelNumber.read(file);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + file, failure);
        }
    }

    static long readOr(Path file, long absent) {
        return Files.exists(file) ? read(file) : absent;
    }

    /// All of it but what was read from files and not looked at lately.
    static long inUse(Path total, Path statistics, String inactive) {
        if (!Files.exists(total)) {
            return 0;
        }
        try (BufferedReader lines = Files.newBufferedReader(statistics)) {
            long files = lines.lines().filter(line -> line.startsWith(inactive + " ")).mapToLong(line -> Long.parseLong(line.substring(inactive.length() + 1)))
                    .findFirst().orElse(0);
            return Math.max(0, read(total) - files);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + statistics, failure);
        }
    }

    static Path make(Path group) {
        try {
            return Files.createDirectories(group);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot make cgroup " + group, failure);
        }
    }
}
