package dev.marina.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What is mounted where, as this process sees it.
public final class MountTable {

    /// @param device `major:minor`, the same for every mount of one file system
    /// @param root the part of the file system that is shown
    public record Mounted(Path target, String device, String root, boolean readOnly) {}

    private MountTable() {}

    public static List<Mounted> read() {
        try {
            return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream().map(line -> line.split(" "))
                    .map(field -> new Mounted(Path.of(unescape(field[4])), field[2], unescape(field[3]), ("," + field[5] + ",").contains(",ro,"))).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public static Optional<Mounted> find(Path target) {
        // The last line hides earlier ones.
        return read().stream().filter(mounted -> mounted.target().equals(target)).reduce((_, later) -> later);
    }

    /// Mount points at or below the path, deepest first.
    public static List<Path> below(Path path) {
        return read().stream().map(Mounted::target).filter(target -> target.startsWith(path)).sorted(Comparator.comparing(Path::getNameCount).reversed())
                .toList();
    }

    private static String unescape(String text) {
        return text.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    }
}
