package dev.marina.launcher.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {
    @TempDir
    private Path directory;
    private Path log;

    @BeforeEach
    void aLog() throws IOException {
        log = Files.writeString(directory.resolve("etcd.log"), "first\nsecond\nthird\n");
    }

    @Test
    void aSmallLogStays() throws IOException {
        new LogRotation(directory, 1000, 2).run();

        assertFalse(Files.exists(directory.resolve("etcd.log.1")));
    }

    @Test
    void aWriterThatHoldsTheFileGoesOnAtItsNewBeginning() throws IOException {
        try (var writer = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
            new LogRotation(directory, 10, 2).run();
            writer.write("fourth\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }

        assertEquals("fourth\n", Files.readString(log));
        assertEquals("first\nsecond\nthird\n", Files.readString(directory.resolve("etcd.log.1")));
    }

    @Test
    void theOldestGenerationIsDropped() throws IOException {
        LogRotation rotation = new LogRotation(directory, 1, 2);
        rotation.run();
        Files.writeString(log, "two");
        rotation.run();
        Files.writeString(log, "three");
        rotation.run();

        assertEquals("three", Files.readString(directory.resolve("etcd.log.1")));
        assertEquals("two", Files.readString(directory.resolve("etcd.log.2")));
        assertFalse(Files.exists(directory.resolve("etcd.log.3")));
    }

    @Test
    void theLastLinesAreTheLastLines() throws IOException {
        assertEquals(List.of("second", "third"), LogTail.last(log, 2));
    }
}
