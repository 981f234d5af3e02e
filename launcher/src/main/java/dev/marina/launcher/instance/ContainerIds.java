package dev.marina.launcher.instance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The machine's user and group ids behind the ids 0 to 1,048,575 inside containers: a range in which nobody else has an id, so that
/// a container's root is nobody outside.
public record ContainerIds(long first) {
    public static final long COUNT = 1 << 20;

    /// systemd leaves ids from here to 2^31 to nobody, and what takes ids for signed numbers still understands them.
    private static final long LOWEST = 0x7000_0000L;
    private static final int PLACES = 255;

    public long last() {
        return first + COUNT - 1;
    }

    static ContainerIds choose(String instance) {
        return choose(instance, Stream.of("/etc/subuid", "/etc/subgid").flatMap(file -> lines(Path.of(file)).stream()).toList());
    }

    /// @param taken lines of `/etc/subuid` and `/etc/subgid`: name, first id, count
    static ContainerIds choose(String instance, List<String> taken) {
        int start = Integer.parseInt(instance, 16) % PLACES;
        for (int i = 0; i < PLACES; i++) {
            ContainerIds ids = new ContainerIds(LOWEST + (start + i) % PLACES * COUNT);
            if (taken.stream().noneMatch(ids::overlaps)) {
                return ids;
            }
        }
        throw new IllegalStateException("/etc/subuid leaves no %d ids between %d and %d".formatted(COUNT, LOWEST, LOWEST + PLACES * COUNT));
    }

    private boolean overlaps(String line) {
        String[] fields = line.strip().split(":");
        if (fields.length != 3 || !fields[1].matches("\\d{1,10}") || !fields[2].matches("\\d{1,10}")) {
            return false;
        }
        long others = Long.parseLong(fields[1]);
        return others <= last() && others + Long.parseLong(fields[2]) > first;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
