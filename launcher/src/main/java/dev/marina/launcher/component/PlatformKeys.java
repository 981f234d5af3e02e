package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

import dev.marina.launcher.account.Account;
import dev.marina.launcher.account.Ownership;

/// The directory `pki/`: the control plane's own. Its group is tenancy's, which every file in it inherits, so that the control plane
/// hands something to tenancy by making it readable for its group; the keys it keeps to itself.
final class PlatformKeys {
    private static final int DIRECTORY = 02750;
    private static final int KEPT = 0600;
    private static final int SHARED = 0640;
    private static final int PUBLIC = 0644;

    /// May be called any number of times, while the control plane does not run. An installation from the time when everything
    /// was root's is handed over file by file, the directory last.
    static void share(Path directory, Account controlPlane, Account tenancy) throws IOException {
        Files.createDirectories(directory);
        if (Ownership.owner(directory) == controlPlane.user()) {
            return;
        }
        Account owner = new Account(controlPlane.name(), controlPlane.user(), tenancy.group());
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.setAttribute(file, "unix:mode", mode(file.getFileName().toString()), LinkOption.NOFOLLOW_LINKS);
                Ownership.give(file, owner);
                return FileVisitResult.CONTINUE;
            }
        });
        Ownership.give(directory, owner);
        // After the owner, since changing that takes the bit away.
        Files.setAttribute(directory, "unix:mode", DIRECTORY, LinkOption.NOFOLLOW_LINKS);
    }

    private static int mode(String name) {
        return switch (name) {
            case "ca.pem" -> PUBLIC;
            case "tenancy.kubeconfig" -> SHARED;
            default -> KEPT;
        };
    }

    private PlatformKeys() {}
}
