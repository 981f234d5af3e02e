package dev.marina.store;

import dev.marina.api.ClusterId;
import dev.marina.api.ObjectKey;
import dev.marina.store.journal.Backwards;
import dev.marina.store.journal.Journal;
import dev.marina.store.journal.Journal.Entry;
import dev.marina.store.seal.Keyring;
import dev.marina.store.seal.Unsealable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has left clusters' logs: segments of changes, each named for its first one's version, and images of everything to begin from, one for each
/// segment, named for theirs. Sealed with a key that only the cluster's record has, so that it goes with the cluster; what was sealed in the log is
/// opened and sealed with the rest. One thread at a time writes for a cluster; any may read, and finds less where something has just gone.
final class Archive {

    private static final Logger log = LoggerFactory.getLogger(Archive.class);

    static final String KEY = "archive-key";

    private static final String CHANGES = "changes";
    private static final String IMAGE = "image";
    /// So many segments with their images share what a cluster may keep.
    private static final int SEGMENTS = 16;
    /// What is packed, sealed and unpacked at once.
    private static final int BLOCK_BYTES = 256 * 1024;
    /// No change begins like it.
    private static final byte TRAILER = 0x7F;

    private static final Pattern OF_CLUSTER = Pattern.compile("[0-9a-f]{16}");

    private final Path home;
    /// The segments that this process goes on with.
    private final Map<ClusterId, String> current = new ConcurrentHashMap<>();

    /// @param home a directory of its own; other processes may share it
    Archive(Path home) {
        this.home = home;
    }

    /// A segment or an image.
    ///
    /// @param first its first change's version; of an image, the version that it shows
    record Part(Journal journal, String stream, long first) {}

    /// @param time not before that of the version's change
    record Whole(Part part, Instant time) {

        long version() {
            return part.first();
        }
    }

    /// Whether anything of the cluster can be in it.
    static boolean has(ClusterRecord cluster) {
        return cluster.secrets().containsKey(KEY);
    }

    private Path directory(ClusterId cluster) {
        return home.resolve(cluster.value());
    }

    /// Those of one kind, the newest first.
    private List<Part> parts(ClusterRecord cluster, String kind) {
        return Journal.streams(directory(cluster.id())).stream().filter(stream -> stream.startsWith(kind + "-"))
                .sorted(Comparator.reverseOrder()).map(stream -> part(cluster, stream, Long.parseLong(stream.substring(kind.length() + 1)))).toList();
    }

    private Part part(ClusterRecord cluster, String stream, long first) {
        return new Part(new Journal(directory(cluster.id()), stream, cluster.secrets().get(KEY), Long.MAX_VALUE), stream, first);
    }

    private Part named(ClusterRecord cluster, String kind, long first) {
        return part(cluster, "%s-%019d".formatted(kind, first), first);
    }

    /// The newest first.
    List<Part> segments(ClusterRecord cluster) {
        return parts(cluster, CHANGES);
    }

    static LogRecord.Change change(ClusterId cluster, Entry entry) {
        return LogRecord.read(cluster, entry.bytes()).changes().getFirst();
    }

    /// The newest change that is in it.
    Optional<LogRecord.Change> newest(ClusterRecord cluster) {
        for (Part segment : segments(cluster)) {
            try {
                Backwards backwards = segment.journal().backwards(Optional.empty());
                if (backwards.advance(Long.MAX_VALUE)) {
                    return Optional.of(change(cluster.id(), backwards.next()));
                }
            } catch (Unsealable e) {
                // What follows it in the log is added once more.
                log.atError().addKeyValue("cluster", cluster.id()).setCause(e).log("a segment of the archive cannot be opened");
            }
        }
        return Optional.empty();
    }

    /// Safe from the machine's failure when it returns. Answers whether another segment was begun: it wants an image.
    ///
    /// @param changes in their order, none of them in it yet
    boolean add(ClusterRecord cluster, Keyring keyring, List<LogRecord.Change> changes) {
        List<Entry> entries = changes.stream().map(change -> {
            byte[] value = opened(change, keyring);
            return new Entry(ValueCodec.time(value), new LogRecord(List.of(
                    new LogRecord.Change(change.version(), change.verb(), change.key(), change.replaced(), value))).bytes());
        }).toList();
        Optional<String> open = Optional.ofNullable(current.get(cluster.id()));
        Part segment = open.map(stream -> part(cluster, stream, 0)).filter(part -> goesOn(part.journal().bytes(), ArchiveBudget.of(cluster)))
                .orElseGet(() -> begun(cluster, changes.getFirst().version()));
        append(segment.journal(), entries);
        current.put(cluster.id(), segment.stream());
        return !open.equals(Optional.of(segment.stream()));
    }

    /// Where there is one of this name, nothing of it can be read: the first change of it would be known.
    private Part begun(ClusterRecord cluster, long first) {
        Part segment = named(cluster, CHANGES, first);
        segment.journal().remove();
        return segment;
    }

    /// One that has become too old may have gone since.
    private static boolean goesOn(long bytes, ArchiveBudget budget) {
        return bytes > 0 && bytes < segmentBytes(budget);
    }

    /// How much of changes a segment may have before another is begun.
    static long segmentBytes(ArchiveBudget budget) {
        return budget.bytes() / (2 * SEGMENTS);
    }

    private static void append(Journal journal, List<Entry> entries) {
        List<Entry> block = new ArrayList<>();
        int bytes = 0;
        for (Entry entry : entries) {
            block.add(entry);
            bytes += entry.bytes().length;
            if (bytes >= BLOCK_BYTES) {
                journal.append(block, true);
                block.clear();
                bytes = 0;
            }
        }
        if (!block.isEmpty()) {
            journal.append(block, true);
        }
    }

    /// One that cannot be read stays as it is.
    private static byte[] opened(LogRecord.Change change, Keyring keyring) {
        Stored stored = ValueCodec.read(change.key(), change.value(), text -> text, keyring);
        return stored.opaque() ? change.value() : value(stored);
    }

    private static byte[] value(Stored stored) {
        return ValueCodec.value(stored.version().value(), stored.changed(), ValueCodec.meta(stored.fields(), stored.origin()), stored.bytes());
    }

    /// Its objects, and last what tells that these are all. What was left of an earlier attempt is replaced.
    void add(ClusterRecord cluster, Image image, Instant now) {
        ImageWriting writing = writing(cluster, image.version().value(), now);
        image.resources().forEach(type -> {
            try (Stream<Stored> objects = image.list(type, "")) {
                objects.filter(stored -> !stored.opaque()).forEach(stored -> writing
                        .add(new LogRecord.Change(stored.version().value(), LogRecord.Verb.CREATE, stored.key(), 0, value(stored))));
            }
        });
        writing.finish();
    }

    /// Makes the image of a version out of what is here: an older image, or nothing, and the changes since. Nothing is made where some of them are
    /// missing, or where they are less than the older image, from which the version is as easily read.
    void derive(ClusterRecord cluster, long version) {
        Optional<Whole> base = images(cluster, version).findFirst();
        long floor = base.map(Whole::version).orElse(0L);
        List<Part> since = new ArrayList<>();
        for (Part segment : segments(cluster)) {
            if (segment.first() <= version) {
                since.add(segment);
            }
            if (segment.first() <= floor + 1) {
                break;
            }
        }
        if (since.stream().mapToLong(part -> part.journal().bytes()).sum() < base.map(whole -> whole.part().journal().bytes()).orElse(0L)) {
            return;
        }
        Map<ObjectKey, LogRecord.Change> newest = new LinkedHashMap<>();
        if (!newest(cluster, since, version, floor, newest)) {
            return;
        }
        Instant time = newest.isEmpty() ? base.map(Whole::time).orElse(Instant.EPOCH) : ValueCodec.time(newest.values().iterator().next().value());
        base.ifPresent(whole -> each(cluster.id(), whole, change -> newest.putIfAbsent(change.key(), change)));
        ImageWriting writing = writing(cluster, version, time);
        newest.values().stream().filter(change -> change.verb() != LogRecord.Verb.DELETE)
                .forEach(change -> writing.add(new LogRecord.Change(change.version(), LogRecord.Verb.CREATE, change.key(), 0, change.value())));
        writing.finish();
    }

    /// The last change of each object from `version` back to the one after `floor`, the newest first. Answers whether all changes are there.
    private static boolean newest(ClusterRecord cluster, List<Part> segments, long version, long floor, Map<ObjectKey, LogRecord.Change> newest) {
        long next = version;
        for (Part segment : segments) {
            Backwards backwards = segment.journal().backwards(Optional.empty());
            while (next > floor && backwards.advance(Long.MAX_VALUE)) {
                LogRecord.Change change = change(cluster.id(), backwards.next());
                if (change.version() > next) {
                    continue;
                }
                if (change.version() < next) {
                    return false;
                }
                newest.putIfAbsent(change.key(), change);
                next--;
            }
        }
        return next == floor;
    }

    private ImageWriting writing(ClusterRecord cluster, long version, Instant time) {
        Part part = named(cluster, IMAGE, version);
        part.journal().remove();
        return new ImageWriting(part.journal(), time);
    }

    /// Object after object.
    private static final class ImageWriting {

        private final Journal journal;
        private final Instant time;
        private final List<Entry> block = new ArrayList<>();
        private long count;
        private int bytes;

        ImageWriting(Journal journal, Instant time) {
            this.journal = journal;
            this.time = time;
        }

        void add(LogRecord.Change object) {
            Entry entry = new Entry(time, new LogRecord(List.of(object)).bytes());
            block.add(entry);
            count++;
            bytes += entry.bytes().length;
            if (bytes >= BLOCK_BYTES) {
                journal.append(block, false);
                block.clear();
                bytes = 0;
            }
        }

        void finish() {
            block.add(new Entry(time, ByteBuffer.allocate(21).put(TRAILER).putLong(count).putLong(time.getEpochSecond()).putInt(time.getNano()).array()));
            journal.append(block, true);
        }
    }

    /// Images of no later version that are whole, the newest first.
    Stream<Whole> images(ClusterRecord cluster, long version) {
        return parts(cluster, IMAGE).stream().filter(part -> part.first() <= version).flatMap(part -> {
            Backwards backwards = part.journal().backwards(Optional.empty());
            if (!backwards.advance(Long.MAX_VALUE)) {
                return Stream.empty();
            }
            ByteBuffer last = ByteBuffer.wrap(backwards.next().bytes());
            if (last.get() != TRAILER) {
                return Stream.empty();
            }
            last.getLong();
            return Stream.of(new Whole(part, Instant.ofEpochSecond(last.getLong(), last.getInt())));
        });
    }

    /// The changes that make it out of nothing.
    static void each(ClusterId cluster, Whole image, Consumer<LogRecord.Change> consumer) {
        Backwards backwards = image.part().journal().backwards(Optional.empty());
        backwards.advance(Long.MAX_VALUE);
        backwards.next();
        while (backwards.advance(Long.MAX_VALUE)) {
            consumer.accept(change(cluster, backwards.next()));
        }
    }

    /// Removes what is too old and, the oldest first, what is too much: segments, and images that are older than every segment left. The newest
    /// segment and the newest image stay unless they are too old.
    void keep(ClusterRecord cluster, Instant now) {
        ArchiveBudget budget = ArchiveBudget.of(cluster);
        List<Part> segments = new ArrayList<>(segments(cluster));
        List<Part> images = new ArrayList<>(parts(cluster, IMAGE));
        long bytes = Stream.concat(segments.stream(), images.stream()).mapToLong(part -> part.journal().bytes()).sum();
        while (!segments.isEmpty() && (bytes > budget.bytes() && segments.size() > 1 || old(segments.getLast(), now.minus(budget.age())))) {
            bytes -= removed(segments.removeLast());
            // Nothing leads from an older image to what is left.
            long floor = segments.isEmpty() ? Long.MAX_VALUE : segments.getLast().first() - 1;
            while (!images.isEmpty() && images.getLast().first() < floor && (images.size() > 1 || segments.isEmpty())) {
                bytes -= removed(images.removeLast());
            }
        }
    }

    private static boolean old(Part part, Instant oldest) {
        return part.journal().written().isBefore(oldest);
    }

    private static long removed(Part part) {
        long bytes = part.journal().bytes();
        part.journal().remove();
        return bytes;
    }

    /// Of a cluster that is being deleted. May be called again.
    void forget(ClusterId cluster) {
        current.remove(cluster);
        Journal.removeAll(directory(cluster));
    }

    /// Clusters that something is kept of.
    List<ClusterId> clusters() {
        return Journal.directories(home).stream().filter(OF_CLUSTER.asMatchPredicate()).map(ClusterId::new).toList();
    }
}
