package dev.marina.agent.disk;

import dev.marina.linux.Mounting;
import dev.marina.linux.fs.Trees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Moves a directory to another file system and shows it where it was.
public final class Relocation {

    private static final int PERMISSIONS = 07777;

    private Relocation() {}

    /// For a handful of files that nobody uses and no tenant has seen yet. May be called twice.
    public static void move(Path from, Path to) throws IOException {
        if (DiskImage.mounted(from)) {
            return;
        }
        Trees.delete(to);
        copy(from, to);
        Mounting.mount(to.toString(), from.toString(), null, Mounting.MS_BIND, null);
        Mounting.mount(null, from.toString(), null, Mounting.MS_PRIVATE, null);
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.isDirectory(from)) {
            Files.createDirectory(to);
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(from)) {
                for (Path entry : entries) {
                    copy(entry, to.resolve(entry.getFileName()));
                }
            }
        } else {
            Files.copy(from, to);
        }
        Files.setAttribute(to, "unix:uid", Files.getAttribute(from, "unix:uid"));
        Files.setAttribute(to, "unix:gid", Files.getAttribute(from, "unix:gid"));
        Files.setAttribute(to, "unix:mode", (Integer) Files.getAttribute(from, "unix:mode") & PERMISSIONS);
    }
}
