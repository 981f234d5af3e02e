package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Limits of the kernel that count per user of the whole machine. All containers of an installation are one user to it, or count as
/// what root has started; the defaults are meant for one person's desktop. They are only ever raised.
final class MachineLimits {
    /// A container's session keyring takes one key and about a hundred bytes; the kernel's 200 keys would be a hundred pods.
    private static final Map<String, Long> LEAST = Map.of(
            "kernel/keys/maxkeys", 100_000L,
            "kernel/keys/maxbytes", 10_000_000L,
            "fs/inotify/max_user_instances", 16_384L,
            "fs/inotify/max_user_watches", 1_048_576L);

    private MachineLimits() {}

    /// May be called twice.
    static void raise() throws IOException {
        for (Map.Entry<String, Long> limit : LEAST.entrySet()) {
            Path file = Path.of("/proc/sys").resolve(limit.getKey());
            if (Files.exists(file) && Long.parseLong(Files.readString(file).strip()) < limit.getValue()) {
                Files.writeString(file, Long.toString(limit.getValue()));
            }
        }
    }
}
