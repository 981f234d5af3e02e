package dev.marina.registry.cache;

import dev.marina.registry.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// What is kept of one registry, within a bound: what nobody has asked for the longest goes first. Thread-safe.
final class CacheFiles {

    /// What is larger than this part of the bound is not kept, as is what comes while so much is coming: it would throw out everything else.
    private static final int LARGEST_PART = 4;
    /// What a file takes at least.
    private static final long BLOCK = 4 << 10;

    private final Path root;
    private final long most;
    private final Clock clock;
    /// Guards `known` and `bytes`. Held while files are removed, never while one is read or written.
    private final ReentrantLock lock = new ReentrantLock();
    /// Sizes, in the order in which they were last asked for.
    private final Map<Path, Long> known = new LinkedHashMap<>(256, 0.75f, true);
    private long bytes;
    /// For what is coming.
    private long reserved;

    CacheFiles(Path root, long most, Clock clock) throws IOException {
        this.root = root;
        this.most = most;
        this.clock = clock;
        for (Path unfinished : list(Files.createDirectories(root.resolve("coming")))) {
            Files.delete(unfinished);
        }
        Files.createDirectories(root.resolve("kept"));
        for (Path file : list(root.resolve("kept"))) {
            long size = taken(file);
            known.put(file, size);
            bytes += size;
        }
        makeRoom();
    }

    /// The oldest first.
    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted(Comparator.comparing(CacheFiles::used)).toList();
        }
    }

    private static FileTime used(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    private static long taken(Path file) throws IOException {
        return Math.max(BLOCK, Files.size(file));
    }

    /// Makes room for what is coming, if it may be kept; whoever was given room gives it back.
    boolean reserve(long size) throws IOException {
        lock.lock();
        try {
            if (size > most / LARGEST_PART || reserved + size > most / 2) {
                return false;
            }
            reserved += size;
            makeRoom();
            return true;
        } finally {
            lock.unlock();
        }
    }

    void release(long size) {
        lock.lock();
        try {
            reserved -= size;
        } finally {
            lock.unlock();
        }
    }

    Path layer(Digest digest) {
        return root.resolve("kept").resolve("layer-" + digest.hex());
    }

    /// Of a repository: what one gives out another need not.
    Path manifest(String repository, Digest digest) {
        return root.resolve("kept").resolve("manifest-%s-%s".formatted(hash(repository), digest.hex()));
    }

    /// What a tag stood for when the registry last said it.
    Path tag(String repository, String tag) {
        return root.resolve("kept").resolve("tag-" + hash(repository + ":" + tag));
    }

    private static String hash(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    /// One that is there; it counts as asked for.
    Optional<Path> find(Path file) {
        lock.lock();
        try {
            if (known.get(file) == null) {
                return Optional.empty();
            }
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            return Optional.of(file);
        } catch (IOException _) {
            // Somebody took it away.
            forget(file);
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// A new file, for what is coming.
    Path coming() throws IOException {
        return Files.createTempFile(root.resolve("coming"), "", "");
    }

    /// Takes in what has come. It may be gone again at once, if there is no room.
    void keep(Path coming, Path file) throws IOException {
        long size = taken(coming);
        lock.lock();
        try {
            Files.move(coming, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forget(file);
            known.put(file, size);
            bytes += size;
            makeRoom();
        } finally {
            lock.unlock();
        }
    }

    void keep(String text, Path file) throws IOException {
        Path coming = coming();
        Files.writeString(coming, text);
        keep(coming, file);
    }

    private void forget(Path file) {
        Long size = known.remove(file);
        bytes -= size == null ? 0 : size;
    }

    private void makeRoom() throws IOException {
        while (bytes + reserved > most && !known.isEmpty()) {
            Path eldest = known.keySet().iterator().next();
            Files.deleteIfExists(eldest);
            forget(eldest);
        }
    }
}
