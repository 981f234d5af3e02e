package dev.marina.csi.volume;

import dev.marina.linux.MountTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A directory, or a file, made to mount a volume on.
final class MountPoint {

    private MountPoint() {}

    /// Takes away every mount on the directory, then itself. May be called twice.
    static void release(Path directory) {
        while (MountTable.find(directory).isPresent()) {
            Programs.run(List.of("umount", directory.toString()));
        }
        try {
            Files.deleteIfExists(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
