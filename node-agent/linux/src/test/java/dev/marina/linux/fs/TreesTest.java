package dev.marina.linux.fs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.linux.Descriptors;
import dev.marina.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trees made by somebody who wishes us ill.
class TreesTest {

    /// `-Dmarina.tree.files=2000000` for the tree that once stopped an agent.
    private static final int MANY_FILES = Integer.getInteger("marina.tree.files", 20_000);
    /// Less than the names of the tree take.
    private static final String SMALL_HEAP = "-Xmx10m";

    @TempDir
    Path directory;

    @Test
    void treeDeeperThanAnyPathIsDeleted() throws IOException {
        Samples.deep(directory.resolve("tree"), 2200);

        Trees.delete(directory.resolve("tree"));

        assertFalse(Files.exists(directory.resolve("tree")));
    }

    @Test
    void depthCostsNoDescriptors() throws Exception {
        Samples.deep(directory.resolve("tree"), 2200);
        long before = Samples.descriptors();
        AtomicLong most = new AtomicLong();
        AtomicBoolean done = new AtomicBoolean();
        Thread watch = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                most.accumulateAndGet(Samples.descriptors(), Math::max);
            }
        });

        new TreeWalk(_ -> {}).run(directory.resolve("tree"));
        Trees.delete(directory.resolve("tree"));

        done.set(true);
        watch.join();
        assertTrue(most.get() - before < 100, "%d more descriptors".formatted(most.get() - before));
    }

    @Test
    void widthCostsNoMemory() throws Exception {
        Path tree = directory.resolve("tree");
        Samples.wide(tree, MANY_FILES);

        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), SMALL_HEAP, "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), WalkedAndDeleted.class.getName(), tree.toString())
                .redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());

        assertEquals(0, process.waitFor(), output);
        assertEquals("%d%n".formatted(MANY_FILES + MANY_FILES / 1000 + 1), output);
        assertFalse(Files.exists(tree));
    }

    /// Runs in a process with hardly any memory.
    static final class WalkedAndDeleted {
        public static void main(String[] tree) {
            long[] visited = {0};
            new TreeWalk(_ -> visited[0]++).run(Path.of(tree[0]));
            System.out.println(visited[0]);
            Trees.delete(Path.of(tree[0]));
        }
    }

    @Test
    void linksAreDeletedAndNotFollowed() throws IOException {
        Path kept = Files.createDirectory(directory.resolve("kept"));
        Files.writeString(kept.resolve("file"), "kept");
        Path tree = Files.createDirectory(directory.resolve("tree"));
        Files.createSymbolicLink(tree.resolve("to-directory"), kept);
        Files.createSymbolicLink(tree.resolve("to-file"), kept.resolve("file"));

        Trees.delete(tree);

        assertEquals("kept", Files.readString(kept.resolve("file")));
        assertFalse(Files.exists(tree));
    }

    @Test
    void deletingALinkDeletesTheLink() throws IOException {
        Path kept = Files.createDirectory(directory.resolve("kept"));
        Files.writeString(kept.resolve("file"), "kept");
        Files.createSymbolicLink(directory.resolve("tree"), kept);

        Trees.delete(directory.resolve("tree"));

        assertEquals("kept", Files.readString(kept.resolve("file")));
        assertFalse(Files.isSymbolicLink(directory.resolve("tree")));
    }

    @Test
    void treeBelowALinkIsDeleted() throws IOException {
        Path home = Files.createDirectory(directory.resolve("home"));
        Files.createDirectory(home.resolve("tree"));
        Path linked = Files.createSymbolicLink(directory.resolve("linked"), home);

        Trees.delete(linked.resolve("tree"));

        assertFalse(Files.exists(home.resolve("tree")));
        assertTrue(Files.isSymbolicLink(linked));
    }

    @Test
    void useIsWhatTheFilesTakeOfTheirFileSystem() throws IOException {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        Files.createDirectory(tree.resolve("in"));
        Files.write(tree.resolve("in/file"), new byte[100_000]);
        try (java.io.RandomAccessFile sparse = new java.io.RandomAccessFile(tree.resolve("sparse").toFile(), "rw")) {
            sparse.setLength(1L << 30);
        }

        Trees.Use use = Trees.use(tree, 1000);

        assertEquals(4, use.files());
        assertTrue(use.whole());
        assertTrue(use.bytes() >= 100_000 && use.bytes() < 200_000, use.toString());
    }

    @Test
    void ofATreeOfManyFilesNoMoreThanAskedForAreLookedAt() throws IOException {
        Samples.wide(directory.resolve("tree"), 3000);
        long before = Samples.descriptors();

        Trees.Use use = Trees.use(directory.resolve("tree"), 500);

        assertFalse(use.whole());
        assertTrue(use.files() <= 500, use.toString());
        assertEquals(before, Samples.descriptors());
    }

    @Test
    void deletingWhatIsNotThereSucceeds() {
        Trees.delete(directory.resolve("tree"));
        Trees.delete(directory.resolve("no/parent/either"));
    }

    @Test
    void namesThatAreNoTextAreDeleted() throws IOException {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        int fd = Descriptors.open(tree.toString(), Descriptors.O_DIRECTORY);
        Descriptors.makeDirectory(fd, new byte[] {(byte) 0xff, '\n', (byte) 0xc0}, 0700);
        Descriptors.close(fd);

        Trees.delete(tree);

        assertFalse(Files.exists(tree));
    }

    @Test
    void directorySwappedForALinkUnderTheDeletionIsNotFollowed() throws Exception {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("file"), "kept");
        Path link = Files.createSymbolicLink(directory.resolve("link"), outside);
        AtomicBoolean done = new AtomicBoolean();
        Path tree = directory.resolve("tree");
        Thread attacker = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                Path victim = tree.resolve("victim");
                // Both fail often: the tree is being deleted.
                Descriptors.rename(Descriptors.AT_FDCWD, Descriptors.bytes(victim.toString()), Descriptors.AT_FDCWD,
                        Descriptors.bytes(tree.resolve("moved").toString()));
                Descriptors.rename(Descriptors.AT_FDCWD, Descriptors.bytes(link.toString()), Descriptors.AT_FDCWD, Descriptors.bytes(victim.toString()));
                if (!Files.isSymbolicLink(link)) {
                    try {
                        Files.createSymbolicLink(link, outside);
                    } catch (IOException _) {
                        return;
                    }
                }
            }
        });
        for (int round = 0; round < 100; round++) {
            try {
                Files.createDirectories(tree.resolve("victim/below"));
                Files.createFile(tree.resolve("victim/below/file"));
            } catch (IOException _) {
                // The attacker was faster.
            }
            try {
                Trees.delete(tree);
            } catch (LinuxException raced) {
                assertTrue(List.of(LinuxException.ENOTDIR, LinuxException.ELOOP).contains(raced.errno()), raced.getMessage());
            }
        }
        done.set(true);
        attacker.join();

        assertEquals("kept", Files.readString(outside.resolve("file")));
    }

    @Test
    void everyFileIsVisitedAndTheRootLast() throws IOException {
        Path tree = directory.resolve("tree");
        Samples.deep(tree, 100);
        Files.createFile(tree.resolve("beside"));
        List<Long> visited = new ArrayList<>();

        new TreeWalk(file -> visited.add(file.status().inode())).run(tree);

        assertEquals(103, visited.stream().distinct().count());
        assertEquals(103, visited.size());
        assertEquals(Files.getAttribute(tree, "unix:ino"), visited.getLast());
    }

    @Test
    void walkDoesNotGoUpIntoAnotherTree() throws IOException {
        Path tree = directory.resolve("tree");
        Samples.deep(tree, 100);
        Path other = Files.createDirectory(directory.resolve("other"));
        Files.createFile(other.resolve("file"));
        long forbidden = (Long) Files.getAttribute(other.resolve("file"), "unix:ino");
        Path moved = tree.resolve("d/d/d/d/d");
        List<Long> visited = new ArrayList<>();

        assertThrows(LinuxException.class, () -> new TreeWalk(file -> {
            if (visited.isEmpty()) {
                try {
                    Files.move(moved, other.resolve("d"));
                } catch (IOException failure) {
                    throw new java.io.UncheckedIOException(failure);
                }
            }
            visited.add(file.status().inode());
        }).run(tree));

        assertFalse(visited.contains(forbidden));
    }

    @Test
    void aDirectoryReadsAndWritesOnlyWhatLiesInIt() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("file"), "secret");
        Path tree = Files.createDirectory(directory.resolve("tree"));
        Files.createSymbolicLink(tree.resolve("link"), outside);
        Files.writeString(tree.resolve("own"), "own");
        try (Directory open = Directory.open(tree)) {
            assertArrayEquals("own".getBytes(), open.read("own", 100).orElseThrow());
            assertTrue(open.read("link/file", 100).isEmpty());
            assertTrue(open.read("../outside/file", 100).isEmpty());
            assertThrows(LinuxException.class, () -> open.write("link/new", new byte[0], 0600, -1, -1));
            assertThrows(LinuxException.class, () -> open.directory("link"));
            assertThrows(LinuxException.class, () -> open.directory(".."));
        }
        assertFalse(Files.exists(outside.resolve("new")));
    }
}
