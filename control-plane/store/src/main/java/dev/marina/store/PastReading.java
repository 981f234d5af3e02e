package dev.marina.store;

import dev.marina.api.ResourceVersion;
import dev.marina.store.backend.Backend;
import dev.marina.store.backend.BackendException;
import dev.marina.store.journal.Backwards;
import dev.marina.store.seal.Unsealable;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Goes back through a cluster's log and then its archive, change by change. Versions have no gaps, so it is known when one is missing. One thread.
final class PastReading {

    private static final Logger log = LoggerFactory.getLogger(PastReading.class);
    /// Log records may have more than a mebibyte each; where they are small, more are read at once.
    private static final int RECORDS_AT_ONCE = 8;
    private static final int MOST_RECORDS_AT_ONCE = 512;
    private static final int BYTES_AT_ONCE = 1 << 20;
    /// More than a log record has, which is what one transaction changes of a cluster: [StoreConfig#batchOperations].
    private static final long MOST_CHANGES_OF_A_RECORD = 1_000;

    private final ClusterHandle handle;
    private final LoadedCluster loaded;
    private final Backend backend;
    private final Keys keys;
    private final Optional<Archive> archive;
    private final ClusterRecord record;
    private final Clock clock;

    PastReading(ClusterHandle handle, LoadedCluster loaded, Backend backend, Keys keys, Optional<Archive> archive, Clock clock) {
        this.handle = handle;
        this.loaded = loaded;
        this.backend = backend;
        this.keys = keys;
        this.record = handle.record();
        this.archive = archive.filter(_ -> Archive.has(record));
        this.clock = clock;
    }

    // -- moments

    ResourceVersion current() {
        return loaded.image().version();
    }

    PastMoment newest() {
        return of(loaded.image().version().value());
    }

    PastMoment of(long version) {
        ResourceVersion current = loaded.image().version();
        if (version > current.value()) {
            throw new StoreException.TooNew(new ResourceVersion(version), current);
        }
        if (version == 0) {
            return oldest();
        }
        return reading(() -> first(change -> change.version() >= version, version, Instant.MAX, change -> change.version() <= version))
                .filter(change -> change.version() == version).map(PastReading::moment)
                .or(() -> version == current.value() ? Optional.of(new PastMoment(current, clock.instant())) : Optional.empty())
                .orElseThrow(() -> gone(version));
    }

    PastMoment at(Instant time) {
        Predicate<LogRecord.Change> younger = change -> ValueCodec.time(change.value()).isAfter(time);
        return reading(() -> first(younger, Long.MAX_VALUE, time, younger.negate())).map(PastReading::moment).or(() -> imageFrom(time))
                .orElseThrow(() -> gone(0));
    }

    private static PastMoment moment(LogRecord.Change change) {
        return new PastMoment(new ResourceVersion(change.version()), ValueCodec.time(change.value()));
    }

    /// The newest change that is wanted.
    ///
    /// @param past whether it stands in the archive, if this is what was archived last
    /// @param newest no later version is wanted
    /// @param time no younger change is
    private Optional<LogRecord.Change> first(Predicate<LogRecord.Change> past, long newest, Instant time, Predicate<LogRecord.Change> wanted) {
        LogRecord.Change[] found = {null};
        Predicate<LogRecord.Change> look = change -> {
            if (wanted.test(change)) {
                found[0] = change;
            }
            return found[0] == null;
        };
        if (archived().filter(past).isEmpty()) {
            eachInLog(newest, look);
        }
        if (found[0] == null) {
            eachInArchive(newest, time, look);
        }
        return Optional.ofNullable(found[0]);
    }

    /// Where an image is all that is left of what was before the oldest change that is kept.
    private Optional<PastMoment> imageFrom(Instant time) {
        return archive.flatMap(present -> {
            List<Archive.Part> segments = present.segments(record);
            return segments.isEmpty()
                    ? Optional.empty()
                    : present.images(record, segments.getLast().first() - 1).limit(1)
                            .filter(image -> image.version() == segments.getLast().first() - 1 && !image.time().isAfter(time))
                            .map(image -> new PastMoment(new ResourceVersion(image.version()), image.time())).findFirst();
        });
    }

    PastMoment oldest() {
        return reading(() -> {
            List<Archive.Part> segments = archive.map(present -> present.segments(record)).orElse(List.of());
            if (!segments.isEmpty() && segments.getLast().first() != 1) {
                return oldest(segments.getLast().first() - 1);
            }
            LogRecord.Change[] oldest = {null};
            Predicate<LogRecord.Change> last = change -> {
                oldest[0] = change;
                return true;
            };
            if (segments.isEmpty()) {
                eachInLog(Long.MAX_VALUE, last);
            } else {
                eachInArchive(segments.getLast(), Instant.MAX, last);
            }
            return oldest[0] != null && oldest[0].version() == 1 ? moment(oldest[0]) : oldest(oldest[0] == null ? 0 : oldest[0].version() - 1);
        });
    }

    /// The oldest image that stands at this version or after, the present one at last.
    private PastMoment oldest(long version) {
        return archive.flatMap(present -> present.images(record, Long.MAX_VALUE).takeWhile(image -> image.version() >= version).reduce((_, older) -> older))
                .map(image -> new PastMoment(new ResourceVersion(image.version()), image.time()))
                .orElseGet(() -> new PastMoment(loaded.image().version(), clock.instant()));
    }

    /// @param missing a version without which it cannot be said
    private StoreException gone(long missing) {
        return new StoreException.BeforeHistory(missing == 0 ? oldest() : oldest(missing));
    }

    // -- states

    /// Shows the changes from `version` back and last everything that stood before the first of them that was shown, so that all of the cluster is
    /// known at `until`, which is not after `version`.
    void back(long version, long until, Consumer<PastObject> changes, Consumer<PastObject> before) {
        if (version > loaded.image().version().value()) {
            throw new StoreException.TooNew(new ResourceVersion(version), loaded.image().version());
        }
        reading(() -> {
            Optional<Image> image = loaded.at(new ResourceVersion(until));
            Optional<Archive.Whole> whole = image.isPresent()
                    ? Optional.empty()
                    : archive.flatMap(present -> present.images(record, until).findFirst());
            each(version, image.isPresent() ? until : whole.map(Archive.Whole::version).orElse(0L), changes);
            image.ifPresent(present -> present.resources().forEach(type -> {
                try (var objects = present.list(type, "")) {
                    objects.map(PastObject::of).forEach(before);
                }
            }));
            whole.ifPresent(present -> Archive.each(handle.id(), present, change -> before.accept(object(change))));
            return null;
        });
    }

    /// Every change from `version` back to the one after `floor`.
    private void each(long version, long floor, Consumer<PastObject> changes) {
        long[] next = {version};
        Predicate<LogRecord.Change> show = change -> {
            if (next[0] > floor && change.version() == next[0]) {
                changes.accept(object(change));
                next[0]--;
            }
            return next[0] > floor && change.version() > next[0];
        };
        if (version > floor && archived().filter(change -> change.version() >= version).isEmpty()) {
            eachInLog(version, show);
        }
        if (next[0] > floor) {
            eachInArchive(next[0], Instant.MAX, show);
        }
        if (next[0] > floor) {
            throw gone(next[0]);
        }
    }

    private PastObject object(LogRecord.Change change) {
        return new PastObject(change.key(), change.version(), change.verb() == LogRecord.Verb.DELETE, change.value().length,
                () -> Optional.of(ValueCodec.read(change.key(), change.value(), text -> text, handle.keyring())).filter(stored -> !stored.opaque()));
    }

    // -- where changes are

    private Optional<LogRecord.Change> archived() {
        return archive.flatMap(present -> present.newest(record));
    }

    /// @param newest what is younger need not be shown
    private void eachInLog(long newest, Predicate<LogRecord.Change> visitor) {
        Keys.Range logs = keys.logs(handle.id());
        byte[] from = newest > Long.MAX_VALUE - MOST_CHANGES_OF_A_RECORD ? logs.from() : keys.log(handle.id(), newest + MOST_CHANGES_OF_A_RECORD);
        List<Backend.Entry> page;
        int wanted = RECORDS_AT_ONCE;
        boolean more;
        do {
            page = backend.range(from, logs.to(), wanted);
            more = page.size() == wanted;
            long bytes = Math.max(1, page.stream().mapToLong(entry -> entry.value().length).sum());
            wanted = (int) Math.clamp(wanted * (BYTES_AT_ONCE / bytes), RECORDS_AT_ONCE, Math.min(MOST_RECORDS_AT_ONCE, 4L * wanted));
            for (Backend.Entry entry : page) {
                for (LogRecord.Change change : Loader.readable(handle.id(), entry).reversed()) {
                    if (!visitor.test(change)) {
                        return;
                    }
                }
                from = Loader.after(entry.key());
            }
        } while (more);
    }

    /// @param newest what is younger need not be shown
    /// @param time what is younger need not be shown
    private void eachInArchive(long newest, Instant time, Predicate<LogRecord.Change> visitor) {
        for (Archive.Part segment : archive.map(present -> present.segments(record)).orElse(List.of())) {
            if (segment.first() > newest) {
                continue;
            }
            if (!eachInArchive(segment, time, visitor)) {
                return;
            }
        }
    }

    /// Whether the visitor wants more.
    private boolean eachInArchive(Archive.Part segment, Instant time, Predicate<LogRecord.Change> visitor) {
        Backwards backwards = segment.journal().backwards(Optional.empty()).within(Instant.MIN, time);
        while (backwards.advance(Long.MAX_VALUE)) {
            if (!visitor.test(Archive.change(handle.id(), backwards.next()))) {
                return false;
            }
        }
        return true;
    }

    private interface Step<T> {
        T take();
    }

    private <T> T reading(Step<T> step) {
        try {
            return step.take();
        } catch (BackendException e) {
            throw new StoreException.Unavailable("the log of cluster %s cannot be read".formatted(handle.id()), e);
        } catch (Unsealable | Unpacker.Unreadable e) {
            log.atError().addKeyValue("cluster", handle.id()).setCause(e).log("a part of a cluster's past cannot be opened");
            throw new StoreException.BeforeHistory(new PastMoment(loaded.image().version(), clock.instant()));
        }
    }
}
