package dev.marina.agent.disk;

import dev.marina.linux.Mounting;
import dev.marina.linux.fs.Trees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// Moves a directory to another file system and shows it where it was; shows a file at a second place.
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
        bind(to, from);
    }

    /// Shows a file at another place, where nothing of use is. May be called twice, and by several at once.
    public static synchronized void show(Path file, Path at) throws IOException {
        if (DiskImage.mounted(at)) {
            return;
        }
        if (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
            Files.createFile(at);
        }
        bind(file, at);
    }

    private static void bind(Path what, Path at) {
        Mounting.mount(what.toString(), at.toString(), null, Mounting.MS_BIND, null);
        Mounting.mount(null, at.toString(), null, Mounting.MS_PRIVATE, null);
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
