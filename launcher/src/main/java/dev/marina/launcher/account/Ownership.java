package dev.marina.launcher.account;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

import dev.marina.launcher.Json;

/// Whose files are whose. Symbolic links are never followed.
public final class Ownership {
    /// A directory that other users of the machine may pass through, if they know what they look for.
    public static final int PASSED_THROUGH = 0711;
    public static final int PRIVATE = 0700;

    public static void directory(Path directory, int mode) throws IOException {
        Files.createDirectories(directory);
        Files.setAttribute(directory, "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
    }

    /// Hands a directory with all that is in it over, and closes it to everybody else. Only what is not the account's yet is walked
    /// through; then nothing runs as that account, so nobody exchanges names under the walk. The directory itself comes last: as
    /// long as it is root's the work is not done.
    public static void tree(Path root, Account owner) throws IOException {
        Files.createDirectories(root);
        if (owner(root) == owner.user()) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                give(file, owner);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                if (!directory.equals(root)) {
                    give(directory, owner);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Files.setAttribute(root, "unix:mode", PRIVATE, LinkOption.NOFOLLOW_LINKS);
        give(root, owner);
    }

    /// Replaces the file as a whole; its account reads it, and nobody else but root.
    public static void file(Path file, String text, Account reader) throws IOException {
        Json.write(file, text, beside -> give(beside, reader));
    }

    public static int owner(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    public static void give(Path path, Account owner) throws IOException {
        Files.setAttribute(path, "unix:gid", owner.group(), LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:uid", owner.user(), LinkOption.NOFOLLOW_LINKS);
    }

    private Ownership() {}
}
