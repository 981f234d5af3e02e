package dev.marina.agent.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A file that takes nearly all that is free of a node's own disk, and of nothing else: the blocks of that disk are set aside already.
///
/// @param directory where the node's disk is mounted
public record Ballast(Path directory) {

    private static final String NAME = ".fault-disk-filled";
    /// In percent of the disk, what is left: less than a kubelet wants, and enough to go on with.
    private static final long LEFT_PERCENT = 4;

    /// It stays as large as it was made: what is freed afterwards is free. May be called twice.
    public void load(Disks.Space space) {
        long bytes = space.free() - space.bytes() * LEFT_PERCENT / 100;
        if (Files.exists(file()) || bytes <= 0) {
            return;
        }
        try {
            Path fresh = directory.resolve(NAME + ".new");
            Files.deleteIfExists(fresh);
            Program.run(List.of("fallocate", "--length", Long.toString(bytes), fresh.toString()));
            Files.move(fresh, file());
        } catch (IOException failure) {
            throw new UncheckedIOException("the disk at %s is not filled".formatted(directory), failure);
        }
    }

    /// Succeeds when there is none.
    public void drop() {
        try {
            Files.deleteIfExists(directory.resolve(NAME + ".new"));
            Files.deleteIfExists(file());
        } catch (IOException failure) {
            throw new UncheckedIOException("the disk at %s is not freed".formatted(directory), failure);
        }
    }

    private Path file() {
        return directory.resolve(NAME);
    }
}
