package dev.marina.linux.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Trees for tests.
final class Samples {

    private Samples() {}

    /// A chain of directories with a file in the last, longer than any path may be.
    static void deep(Path root, int levels) throws IOException {
        Files.createDirectory(root);
        Directory at = Directory.open(root);
        for (int level = 0; level < levels; level++) {
            try (Directory above = at) {
                at = above.make("d", 0755);
            }
        }
        try (Directory deepest = at) {
            deepest.write("file", new byte[] {1}, 0600, -1, -1);
        }
    }

    /// Files with long names, in directories of a thousand each.
    static void wide(Path root, int files) throws IOException {
        Files.createDirectory(root);
        Path directory = root;
        for (int i = 0; i < files; i++) {
            if (i % 1000 == 0) {
                directory = Files.createDirectory(root.resolve("d" + i / 1000));
            }
            Files.createFile(directory.resolve("f".repeat(200) + i));
        }
    }

    static long descriptors() {
        String[] open = new java.io.File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }
}
