package dev.marina.launcher.supervisor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/// Keeps logs small by copying and truncating: the writers hold their files open, and need not know. They append, so they go on at
/// the new end. Lines written between the copy and the cut are lost; that is the price of needing nobody's help.
final class LogRotation {
    private final Path directory;
    private final long limitBytes;
    private final int generations;

    LogRotation(Path directory, long limitBytes, int generations) {
        this.directory = directory;
        this.limitBytes = limitBytes;
        this.generations = generations;
    }

    void run() throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> logs;
        try (Stream<Path> entries = Files.list(directory)) {
            logs = entries.filter(file -> file.getFileName().toString().endsWith(".log")).toList();
        }
        for (Path log : logs) {
            if (Files.size(log) > limitBytes) {
                rotate(log);
            }
        }
    }

    private void rotate(Path log) throws IOException {
        for (int generation = generations; generation > 1; generation--) {
            Path older = generation(log, generation - 1);
            if (Files.exists(older)) {
                Files.move(older, generation(log, generation), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.copy(log, generation(log, 1), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }

    private static Path generation(Path log, int number) {
        return log.resolveSibling(log.getFileName() + "." + number);
    }
}
