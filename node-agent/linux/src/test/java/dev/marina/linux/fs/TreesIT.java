package dev.marina.linux.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.linux.LinuxException;
import dev.marina.linux.Mounting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What only root can do to trees: mounts in them, and groups.
class TreesIT {

    private static final int GROUP = 4711;

    @TempDir
    Path directory;

    private Path tree;
    private Path outside;

    @BeforeEach
    void make() throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root to mount and to give files away");
        tree = Files.createDirectory(directory.resolve("tree"));
        outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("file"), "kept");
    }

    private static int gid(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:gid", java.nio.file.LinkOption.NOFOLLOW_LINKS);
    }

    private static int mode(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:mode") & 07777;
    }

    @Test
    void whatIsMountedInATreeIsNotDeleted() throws IOException {
        Path mounted = Files.createDirectories(tree.resolve("pods/uid/claim"));
        Mounting.mount(outside.toString(), mounted.toString(), null, Mounting.MS_BIND, null);
        try {
            assertThrows(LinuxException.class, () -> Trees.delete(tree));
            assertEquals("kept", Files.readString(outside.resolve("file")));
        } finally {
            Mounting.unmount(mounted.toString(), Mounting.MNT_DETACH);
        }
        Trees.delete(tree);
        assertFalse(Files.exists(tree));
    }

    @Test
    void groupGetsEveryFileAndNoLinksTarget() throws IOException {
        Files.createDirectories(tree.resolve("a/b"));
        Files.createFile(tree.resolve("a/b/file"), java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
        Files.createSymbolicLink(tree.resolve("a/link"), outside.resolve("file"));
        Files.createSymbolicLink(tree.resolve("a/directory"), outside);

        Trees.giveTo(GROUP, tree);

        assertEquals(GROUP, gid(tree.resolve("a/b/file")));
        assertEquals(0660, mode(tree.resolve("a/b/file")));
        assertEquals(02775, mode(tree.resolve("a/b")));
        assertEquals(GROUP, gid(tree.resolve("a/link")));
        assertEquals(0, gid(outside));
        assertEquals(0, gid(outside.resolve("file")));
        assertEquals(0644, mode(outside.resolve("file")));
        assertTrue(Trees.belongsTo(GROUP, tree));
    }

    @Test
    void mountInATreeKeepsItsGroup() throws IOException {
        Path mounted = Files.createDirectory(tree.resolve("mounted"));
        Mounting.mount(outside.toString(), mounted.toString(), null, Mounting.MS_BIND, null);
        try {
            Trees.giveTo(GROUP, tree);

            assertEquals(0, gid(outside.resolve("file")));
        } finally {
            Mounting.unmount(mounted.toString(), Mounting.MNT_DETACH);
        }
    }

    @Test
    void fileSwappedForALinkUnderTheChangeOfGroupIsNotFollowed() throws Exception {
        Path file = Files.createFile(tree.resolve("file"));
        AtomicBoolean done = new AtomicBoolean();
        Thread attacker = Thread.ofPlatform().start(() -> {
            try {
                while (!done.get()) {
                    Files.createSymbolicLink(tree.resolve("l"), outside.resolve("file"));
                    Files.move(tree.resolve("l"), file, StandardCopyOption.ATOMIC_MOVE);
                    Files.createFile(tree.resolve("f"));
                    Files.move(tree.resolve("f"), file, StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        });
        for (int round = 0; round < 2000; round++) {
            Trees.giveTo(GROUP, tree);
        }
        done.set(true);
        attacker.join();

        assertEquals(0, gid(outside.resolve("file")));
        assertEquals(0644, mode(outside.resolve("file")));
    }

    @Test
    void changeOfGroupReachesBelowTheLongestPath() throws IOException {
        Path deep = directory.resolve("deep");
        Samples.deep(deep, 2200);

        Trees.giveTo(GROUP, deep);

        long[] others = {0};
        new TreeWalk(file -> others[0] += file.status().gid() == GROUP ? 0 : 1).run(deep);
        // JUnit could not.
        Trees.delete(deep);
        assertEquals(0, others[0]);
    }
}
