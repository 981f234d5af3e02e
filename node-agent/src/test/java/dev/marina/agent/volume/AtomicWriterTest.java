package dev.marina.agent.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.linux.LinuxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Refreshing a volume that somebody has laid hands on.
class AtomicWriterTest {

    @TempDir
    Path directory;

    private Path volume;
    private Path outside;
    private AtomicWriter writer;

    @BeforeEach
    void make() throws IOException {
        volume = directory.resolve("volume");
        outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("file"), "kept");
        writer = new AtomicWriter(volume, Owner.MAKER);
    }

    private void write(String value) throws IOException {
        writer.write(Map.of("a", file(value), "deep/er", file(value)));
    }

    private static FileContent file(String text) {
        return new FileContent(text.getBytes(StandardCharsets.UTF_8), 0644);
    }

    private void assertHolds(String value) throws IOException {
        assertEquals(value, Files.readString(volume.resolve("a")));
        assertEquals(value, Files.readString(volume.resolve("deep/er")));
        try (var names = Files.list(volume)) {
            assertEquals(4, names.count(), "the two names, ..data and what it leads to");
        }
    }

    private void assertOutsideIsUntouched() throws IOException {
        try (var names = Files.list(outside)) {
            assertEquals(1, names.count());
        }
        assertEquals("kept", Files.readString(outside.resolve("file")));
    }

    @Test
    void dataThatLeadsToAnotherDirectoryIsReplacedAndTheDirectoryStays() throws IOException {
        for (Path elsewhere : new Path[] {outside, Path.of("../outside"), Path.of(".."), Path.of("."), Path.of("x".repeat(250))}) {
            write("before " + elsewhere);
            Files.delete(volume.resolve("..data"));
            Files.createSymbolicLink(volume.resolve("..data"), elsewhere);

            write("after " + elsewhere);

            assertHolds("after " + elsewhere);
            assertOutsideIsUntouched();
        }
    }

    @Test
    void namesThatWereReplacedAreMadeAgainThoughNothingChanged() throws IOException {
        write("1");
        Files.delete(volume.resolve("a"));
        Files.createSymbolicLink(volume.resolve("a"), outside.resolve("file"));
        Files.delete(volume.resolve("deep"));
        Files.createDirectories(volume.resolve("deep/full"));
        Files.createFile(volume.resolve("strange"));

        write("1");

        assertHolds("1");
        assertOutsideIsUntouched();
    }

    @Test
    void dataMayHaveBecomeADirectoryOrAFile() throws IOException {
        write("1");
        Files.delete(volume.resolve("..data"));
        Files.createDirectories(volume.resolve("..data/full"));
        write("2");
        assertHolds("2");

        Files.delete(volume.resolve("..data"));
        Files.writeString(volume.resolve("..data"), "a file");
        write("3");
        assertHolds("3");
    }

    @Test
    void contentThatWasChangedIsWrittenAnew() throws IOException {
        write("1");
        Path payload = volume.resolve("..data").toRealPath();
        Files.writeString(payload.resolve("a"), "x");
        write("1");
        assertHolds("1");

        payload = volume.resolve("..data").toRealPath();
        Files.writeString(payload.resolve("deep/more"), "x");
        write("1");
        assertHolds("1");
        assertFalse(Files.exists(volume.resolve("deep/more")));

        payload = volume.resolve("..data").toRealPath();
        Files.writeString(outside.resolve("er"), "1");
        Files.delete(payload.resolve("deep/er"));
        Files.delete(payload.resolve("deep"));
        Files.createSymbolicLink(payload.resolve("deep"), outside);
        write("1");
        assertHolds("1");
        assertFalse(Files.isSymbolicLink(volume.resolve("..data/deep")));
    }

    @Test
    void pathsThatLeadOutAreRefused() {
        for (String path : new String[] {"../x", "a/../../x", "/etc/x", "a//b", "."}) {
            assertThrows(IOException.class, () -> writer.write(Map.of(path, file("x"))), path);
        }
    }

    @Test
    void freshDirectorySwappedForALinkUnderTheRefreshIsNotWrittenThrough() throws Exception {
        Map<String, FileContent> many = new TreeMap<>();
        for (int i = 0; i < 40; i++) {
            many.put("f" + i, file("evil"));
        }
        Files.createDirectories(volume);
        AtomicBoolean done = new AtomicBoolean();
        Thread attacker = Thread.ofPlatform().start(() -> {
            for (int stolen = 0; !done.get();) {
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(volume, "..*")) {
                    for (Path entry : entries) {
                        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                            Files.move(entry, directory.resolve("stolen" + stolen++));
                            Files.createSymbolicLink(entry, outside);
                        }
                    }
                } catch (IOException | java.nio.file.DirectoryIteratorException _) {
                    // The writer was faster this time.
                }
            }
        });
        for (int round = 0; round < 30; round++) {
            many.put("f0", file("evil " + round));
            try {
                writer.write(many);
            } catch (LinuxException raced) {
                // A refresh that was interfered with is one that failed; the next sets it right.
                assertTrue(raced.getMessage().startsWith("cannot "), raced.getMessage());
            }
        }
        done.set(true);
        attacker.join();

        assertOutsideIsUntouched();
        write("right again");
        assertHolds("right again");
    }
}
