package dev.marina.launcher.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What is mounted where on this machine.
public final class MountTable {
    /// The last mounted lies on top, so it stands first.
    public static List<Path> list(Predicate<Path> wanted) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.map(line -> Path.of(line.split(" ")[4].replace("\\040", " "))).filter(wanted).toList().reversed();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Takes away what is mounted at the path and below. Those that would not go are the answer.
    public static List<Path> detach(Path root) {
        return list(path -> path.startsWith(root)).stream().filter(path -> !Linux.unmount(path.toString())).toList();
    }

    private MountTable() {}
}
