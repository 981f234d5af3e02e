package dev.marina.launcher.component;

import dev.marina.linux.KernelNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Limits of the kernel that count per user of the whole machine. All containers of an installation are one user to it, or count as
/// what root has started: what one tenant takes of them, all others lack. What is counted lies in kernel memory that is charged to
/// whoever asked for it, so the node's own memory is the limit instead. They are only ever raised.
final class MachineLimits {
    /// More than fits into any node.
    private static final long NONE = Integer.MAX_VALUE;

    /// A container's session keyring takes one key and about a hundred bytes; the kernel's 200 keys would be a hundred pods. Containers
    /// may not ask for keys themselves.
    private static final Map<String, Long> LEAST = Map.of(
            "kernel/keys/maxkeys", 100_000L,
            "kernel/keys/maxbytes", 10_000_000L,
            "fs/epoll/max_user_watches", NONE,
            "fs/inotify/max_user_instances", NONE,
            "fs/inotify/max_user_watches", NONE,
            "fs/pipe-user-pages-soft", NONE);

    private MachineLimits() {}

    /// May be called twice.
    static void raise() throws IOException {
        raise(Path.of("/proc/sys"));
    }

    static void raise(Path settings) throws IOException {
        for (Map.Entry<String, Long> limit : LEAST.entrySet()) {
            Path file = settings.resolve(limit.getKey());
            if (Files.exists(file) && KernelNumber.read(file) < limit.getValue()) {
                Files.writeString(file, Long.toString(limit.getValue()));
            }
        }
    }
}
