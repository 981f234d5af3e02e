package dev.marina.csi.volume;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Shows a directory, or a device, at another place.
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
            makeReadOnly(target);
        }
    }

    /// Shows a file; what has it there as a device can be used as one.
    public static void bindFile(Path source, Path target) {
        try {
            Files.createDirectories(target.getParent());
            if (!Files.exists(target)) {
                Files.createFile(target);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Programs.run(List.of("mount", "--bind", source.toString(), target.toString()));
    }

    /// The second step of a read-only bind, which may have been cut off before it.
    public static void makeReadOnly(Path target) {
        Programs.run(List.of("mount", "-o", "remount,bind,ro", target.toString()));
    }

    /// Succeeds when nothing is there.
    public static void unbind(Path target) {
        MountPoint.release(target);
    }
}
