package dev.marina.launcher.recovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Whether something fits on a disk, asked before it is begun.
record Space(long needed, long usable) {
    /// For what is written meanwhile, and for directories.
    private static final long RESERVE = 256L << 20;

    static Space on(Path directory, long needed) throws IOException {
        return new Space(needed, Files.getFileStore(directory).getUsableSpace());
    }

    Optional<String> complaint(Path directory) {
        return needed + RESERVE <= usable
                ? Optional.empty()
                : Optional.of("%s has %d MiB left, and it takes %d".formatted(directory, usable >> 20, needed + RESERVE >> 20));
    }
}
