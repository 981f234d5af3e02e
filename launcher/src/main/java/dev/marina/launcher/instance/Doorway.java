package dev.marina.launcher.instance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.stream.Stream;

import dev.marina.launcher.account.Ownership;
import dev.marina.launcher.process.Command;
import dev.marina.launcher.process.Linux;

/// A second way to a directory for users who may not take the first: a checkout or a JDK may lie where only root may go, such as
/// under `/root`. It is then mounted once more under `/run`, and nobody's permissions are changed for it.
///
/// @param place where the second way leads, if one is needed
public record Doorway(Path directory, Path place) {
    /// Both of an installation are in one directory of its own.
    static Path root(String instanceId) {
        return Path.of("/run/marina-home-" + instanceId);
    }

    /// The directory as everybody can name it.
    public Path path() {
        return reachable() ? directory : place;
    }

    /// Whether everybody may go through every directory above it.
    private boolean reachable() {
        for (Path above = directory.getParent(); above != null; above = above.getParent()) {
            try {
                if (!Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return false;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return true;
    }

    /// May be called any number of times.
    public void open() throws IOException, InterruptedException {
        if (reachable() || mounted()) {
            return;
        }
        Ownership.directory(place.getParent(), Ownership.PASSED_THROUGH);
        Files.createDirectories(place);
        Command.of("mount", "--bind", directory.toString(), place.toString()).require();
        // What is mounted below the directory later, such as the layers of containers, would otherwise be mounted here too.
        Command.of("mount", "--make-private", place.toString()).require();
    }

    /// Before the directory is deleted: whoever deletes the place while it is mounted deletes what is behind it.
    public void close() throws IOException {
        while (mounted()) {
            if (!Linux.unmount(place.toString())) {
                throw new IOException("cannot unmount " + place);
            }
        }
        if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(place);
        }
    }

    private boolean mounted() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.anyMatch(line -> line.split(" ")[4].equals(place.toString()));
        }
    }
}
