package dev.marina.store.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {

    private static final byte[] CONTEXT = {1};
    private static final byte[] DATA_KEY = {1, 2, 3};

    @TempDir
    Path directory;

    private Path path() {
        return directory.resolve("pki/keys");
    }

    @Test
    void it_is_made_for_its_owner_alone() throws Exception {
        KeyFile keys = KeyFile.open(path());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path())));
        byte[] wrapped = keys.wrap(keys.current(), DATA_KEY, CONTEXT);
        assertArrayEquals(DATA_KEY, KeyFile.open(path()).unwrap(keys.current(), wrapped, CONTEXT));
        assertThrows(Unsealable.class, () -> keys.unwrap(keys.current(), wrapped, new byte[] {2}));
        try (Stream<Path> files = Files.list(path().getParent())) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void one_that_others_may_read_is_refused() throws Exception {
        KeyFile.open(path());
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-r--r--"));
        assertTrue(assertThrows(IllegalStateException.class, () -> KeyFile.open(path())).getMessage().contains("0600"));
    }

    @Test
    void a_running_process_follows_a_rotation_by_another_one() {
        KeyFile running = KeyFile.open(path());
        String first = running.current();
        byte[] wrapped = running.wrap(first, DATA_KEY, CONTEXT);
        KeyFile administrator = KeyFile.open(path());
        String second = administrator.addCurrent();
        assertNotEquals(first, second);
        assertEquals(second, running.current());
        assertArrayEquals(DATA_KEY, running.unwrap(first, wrapped, CONTEXT));
        assertThrows(IllegalArgumentException.class, () -> administrator.keepOnly(Set.of("nobody")));
        administrator.keepOnly(Set.of(second));
        assertEquals(Set.of(second), running.ids());
        assertThrows(Unsealable.class, () -> running.unwrap(first, wrapped, CONTEXT));
    }

    /// Two changes within one tick of the file system's clock.
    @Test
    void a_rotation_that_leaves_no_trace_in_the_files_time_is_followed() throws Exception {
        KeyFile running = KeyFile.open(path());
        FileTime before = Files.getLastModifiedTime(path());
        String second = KeyFile.open(path()).addCurrent();
        Files.setLastModifiedTime(path(), before);
        assertEquals(second, running.current());
    }

    @Test
    void of_many_that_begin_at_once_all_have_the_same_key() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(Stream.generate(() -> (Callable<String>) () -> KeyFile.open(path()).current()).limit(16).toList());
            Set<String> ids = new java.util.HashSet<>();
            for (var answer : answers) {
                ids.add(answer.get());
            }
            assertEquals(1, ids.size());
        }
    }
}
