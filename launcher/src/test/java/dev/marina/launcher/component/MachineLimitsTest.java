package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineLimitsTest {
    /// Of the largest node that is likely; the smallest that the kernel keeps of an inotify instance.
    private static final long NODE_BYTES = 256L << 30;
    private static final long INSTANCE_BYTES = 512;

    @TempDir
    private Path settings;

    @BeforeEach
    void aMachine() throws IOException {
        setting("fs/inotify/max_user_instances", "128");
        setting("fs/inotify/max_user_watches", "65536");
        setting("fs/epoll/max_user_watches", "9223372036854775807");
        setting("kernel/keys/maxkeys", "200");
    }

    private void setting(String name, String value) throws IOException {
        Path file = settings.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, value + "\n");
    }

    private long value(String name) throws IOException {
        return Long.parseLong(Files.readString(settings.resolve(name)).strip());
    }

    @Test
    void oneTenantsNodeIsFullBeforeOthersLackAnything() throws IOException {
        MachineLimits.raise(settings);

        assertTrue(value("fs/inotify/max_user_instances") >= NODE_BYTES / INSTANCE_BYTES);
        assertTrue(value("fs/inotify/max_user_watches") >= NODE_BYTES / INSTANCE_BYTES);
        assertTrue(value("kernel/keys/maxkeys") >= 100_000);
    }

    @Test
    void whatIsHigherStaysAndWhatTheKernelDoesNotHaveIsNotMade() throws IOException {
        MachineLimits.raise(settings);

        assertEquals(Long.MAX_VALUE, value("fs/epoll/max_user_watches"));
        assertFalse(Files.exists(settings.resolve("fs/pipe-user-pages-soft")));
    }
}
