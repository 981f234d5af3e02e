package dev.marina.store.journal;

import dev.marina.store.seal.Aead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One stream of entries in a directory of segment files. Each [#append] writes one block, compressed and sealed; a block says when its
/// entries are from, so that a reader passes over what it does not look for. Segments are written by the process that began them and by no
/// other, and by one thread at a time: whatever a killed process left half written stands at the end of its last segment.
///
/// Nothing is open between calls, so there may be as many journals as there are clusters.
public final class Journal {

    /// The time of an entry is what readers select by; entries are read in the order in which they were written, or backwards.
    public record Entry(Instant time, byte[] bytes) {}

    /// A place between entries: after so many of a block.
    public record Position(String segment, long block, int entries) {

        /// Before everything.
        public static final Position BEGINNING = new Position(SUFFIX, 0, 0);

        public static Optional<Position> parse(String text) {
            String[] parts = text.split(":");
            try {
                return parts.length == 3 && parts[0].endsWith(SUFFIX)
                        ? Optional.of(new Position(parts[0], Long.parseLong(parts[1]), Integer.parseInt(parts[2])))
                        : Optional.empty();
            } catch (NumberFormatException _) {
                return Optional.empty();
            }
        }

        @Override
        public String toString() {
            return segment + ":" + block + ":" + entries;
        }
    }

    static final String SUFFIX = ".journal";
    /// What follows a stream's name in that of a segment: time, run and suffix.
    private static final int END = "-0000000000000-00000000".length() + SUFFIX.length();
    private static final int MOST_REMOVALS = 100;
    private static final String RUN = HexFormat.of().toHexDigits(new SecureRandom().nextInt());

    private final Path directory;
    private final String stream;
    private final byte[] key;
    private final long segmentBytes;

    /// @param stream its name; a directory may have several
    /// @param key that seals it, of [Aead#KEY_BYTES]
    /// @param segmentBytes from what size on another segment is begun
    public Journal(Path directory, String stream, byte[] key, long segmentBytes) {
        this.directory = directory;
        this.stream = stream;
        this.key = key.clone();
        this.segmentBytes = segmentBytes;
    }

    /// Written is not yet safe from the machine's own failure, unless it is `forced`; it is from that of the process. Answers whether
    /// another segment was begun: then it is time for [#keep].
    public boolean append(List<Entry> entries, boolean forced) {
        try {
            Optional<Path> current = segments().filter(name -> name.endsWith(RUN + SUFFIX)).max(Comparator.naturalOrder()).map(directory::resolve)
                    .filter(segment -> size(segment) < segmentBytes);
            Path segment = current.isPresent() ? current.get() : begin(entries.getFirst().time());
            write(segment, entries, forced);
            return current.isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException("journal %s of %s cannot be written".formatted(stream, directory), e);
        }
    }

    private Path begin(Instant time) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        // Names rise, whatever the clock does.
        long newest = segments().max(Comparator.naturalOrder()).map(this::begun).orElse(0L);
        return directory.resolve("%s-%013d-%s%s".formatted(stream, Math.max(time.toEpochMilli(), newest + 1), RUN, SUFFIX));
    }

    private long begun(String segment) {
        return Long.parseLong(segment.substring(stream.length() + 1, stream.length() + 14));
    }

    private void write(Path segment, List<Entry> entries, boolean forced) throws IOException {
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long end = file.size();
            if (end == 0) {
                Files.setPosixFilePermissions(segment, PosixFilePermissions.fromString("rw-------"));
            }
            try {
                ByteBuffer block = Block.sealed(entries, key, place(segment, end));
                for (long at = end; block.hasRemaining();) {
                    at += file.write(block, at);
                }
                if (forced) {
                    file.force(true);
                }
                if (forced && end == 0) {
                    forceName();
                }
            } catch (IOException e) {
                // Half a block would hide those after it.
                file.truncate(end);
                throw e;
            }
        }
    }

    /// A file that is safe is not yet found again.
    private void forceName() throws IOException {
        try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    private String place(Path segment, long block) {
        return "%s/%s@%d".formatted(directory.getFileName(), segment.getFileName(), block);
    }

    /// Removes the oldest segments until no more than `bytes` are left, and those to which nothing was added since `oldest`. The newest
    /// stays unless it is too old.
    public void keep(long bytes, Instant oldest) {
        try {
            List<Path> newestFirst = segments().sorted(Comparator.reverseOrder()).map(directory::resolve).toList();
            long sum = 0;
            for (int i = 0; i < newestFirst.size(); i++) {
                sum += size(newestFirst.get(i));
                if (i > 0 && sum > bytes || Files.getLastModifiedTime(newestFirst.get(i)).toInstant().isBefore(oldest)) {
                    Files.deleteIfExists(newestFirst.get(i));
                }
            }
        } catch (NoSuchFileException _) {
            // Another process was first.
        } catch (IOException e) {
            throw new UncheckedIOException("old segments of %s in %s cannot be removed".formatted(stream, directory), e);
        }
    }

    /// What journals a directory has, by their names, in no order.
    public static List<String> streams(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(SUFFIX) && name.length() > END)
                    .map(name -> name.substring(0, name.length() - END)).distinct().toList();
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("the journals in %s cannot be listed".formatted(directory), e);
        }
    }

    /// All of it. May be called again.
    public void remove() {
        segments().forEach(segment -> {
            try {
                Files.deleteIfExists(directory.resolve(segment));
            } catch (IOException e) {
                throw new UncheckedIOException("%s in %s cannot be removed".formatted(segment, directory), e);
            }
        });
    }

    /// Every journal in a directory, and the directory. May be called again. Somebody who appends meanwhile may bring the directory back: the caller
    /// sees to that nobody goes on for ever.
    public static void removeAll(Path directory) {
        for (int attempts = 1;; attempts++) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
                return;
            } catch (NoSuchFileException _) {
                // Nothing was written, or another was first.
                return;
            } catch (IOException e) {
                if (!(e instanceof DirectoryNotEmptyException) || attempts == MOST_REMOVALS) {
                    throw new UncheckedIOException("the journals in %s cannot be removed".formatted(directory), e);
                }
            }
        }
    }

    /// Those below another one.
    public static List<String> directories(Path home) {
        try (Stream<Path> files = Files.list(home)) {
            return files.filter(Files::isDirectory).map(file -> file.getFileName().toString()).toList();
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("the directories in %s cannot be listed".formatted(home), e);
        }
    }

    /// When something was added last; long ago where it has gone.
    public Instant written() {
        return segments().map(segment -> modified(directory.resolve(segment))).max(Comparator.naturalOrder()).orElse(Instant.EPOCH);
    }

    private static Instant modified(Path segment) {
        try {
            return Files.getLastModifiedTime(segment).toInstant();
        } catch (IOException _) {
            return Instant.EPOCH;
        }
    }

    /// How much there is of it.
    public long bytes() {
        return segments().mapToLong(segment -> size(directory.resolve(segment))).sum();
    }

    /// The newest first, from before `position`; a segment that has gone meanwhile ends it, since everything older has gone too.
    public Backwards backwards(Optional<Position> position) {
        return new Backwards(this, segments().filter(name -> position.isEmpty() || name.compareTo(position.get().segment()) <= 0)
                .sorted(Comparator.reverseOrder()).toList(), position);
    }

    /// Names of its segments, in no order.
    private Stream<String> segments() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith(stream + "-") && name.endsWith(SUFFIX)).toList().stream();
        } catch (NoSuchFileException _) {
            return Stream.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the segments of %s in %s cannot be listed".formatted(stream, directory), e);
        }
    }

    private static long size(Path segment) {
        try {
            return Files.size(segment);
        } catch (IOException _) {
            return 0;
        }
    }

    /// The blocks of a segment in their order; none where it has gone. What says nothing true of where the next one is hides none of them: it is looked for.
    List<Block.Head> heads(String segment) {
        Path path = directory.resolve(segment);
        try (FileChannel file = FileChannel.open(path)) {
            return new Heads(file, key, at -> place(path, at)).all();
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("%s of %s cannot be read".formatted(segment, directory), e);
        }
    }

    /// Empty where the segment has gone. Throws [dev.marina.store.seal.Unsealable] where it was tampered with.
    List<Entry> entries(String segment, Block.Head head) {
        Path path = directory.resolve(segment);
        try (FileChannel file = FileChannel.open(path)) {
            return Block.open(file, head, key, place(path, head.at()));
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("%s of %s cannot be read".formatted(segment, directory), e);
        }
    }
}
