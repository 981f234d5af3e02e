package dev.marina.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemsTest {

    @TempDir
    Path directory;

    @Test
    void fillIsWhatTheKernelCounts() throws IOException {
        FileSystems.Fill fill = FileSystems.fill(directory);

        assertEquals(Files.getFileStore(directory).getTotalSpace(), fill.bytes());
        assertTrue(fill.free() > 0 && fill.free() < fill.bytes(), fill.toString());
        assertTrue(fill.inodes() == 0 || fill.freeInodes() < fill.inodes(), fill.toString());
    }

    @Test
    void whatIsNotThereHasNone() {
        assertThrows(LinuxException.class, () -> FileSystems.fill(directory.resolve("missing")));
    }
}
