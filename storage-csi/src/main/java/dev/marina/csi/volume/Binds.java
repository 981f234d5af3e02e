package dev.marina.csi.volume;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Shows a directory at another place.
public final class Binds {

    private Binds() {}

    public static void bind(Path source, Path target, boolean readOnly) {
        try {
            Files.createDirectories(target);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Programs.run(List.of("mount", "--bind", source.toString(), target.toString()));
        if (readOnly) {
            Programs.run(List.of("mount", "-o", "remount,bind,ro", target.toString()));
        }
    }

    /// Succeeds when nothing is there.
    public static void unbind(Path target) {
        while (MountTable.find(target).isPresent()) {
            Programs.run(List.of("umount", target.toString()));
        }
        try {
            Files.deleteIfExists(target);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
