package dev.marina.store;

import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.store.backend.Backend;
import dev.marina.store.backend.BackendException;
import dev.marina.store.backend.Transaction;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the oldest records of one cluster's log away. Before that, large objects whose bytes stand only there get them under
/// their own key, and all of them are in the archive. Killed anywhere, there is only less of the log, or more, than there should be.
final class LogTrimming {

    private static final Logger log = LoggerFactory.getLogger(LogTrimming.class);

    private static final int RECORDS_AT_ONCE = 8;
    /// How many times its budget a log may have while the archive cannot be written.
    private static final int MOST_BUDGETS = 8;
    /// A log of no more records than this is not measured.
    private static final int FEW_RECORDS = 256;

    private final ClusterHandle handle;
    private final Backend backend;
    private final Keys keys;
    private final Optional<Archiving> archiving;
    private final long budget;
    private final Duration patience;

    LogTrimming(ClusterHandle handle, Backend backend, Keys keys, Optional<Archiving> archiving, StoreConfig config) {
        this.handle = handle;
        this.backend = backend;
        this.keys = keys;
        this.archiving = archiving;
        this.budget = config.windowBytes();
        this.patience = config.commitTimeout();
    }

    /// After a load: what earlier lives of the cluster have left beyond the budget.
    void toBudget() {
        try {
            Keys.Range logs = keys.logs(handle.id());
            if (backend.keys(logs.from(), logs.to(), FEW_RECORDS + 1).size() > FEW_RECORDS) {
                surplus(budget).ifPresent(this::upTo);
            }
        } catch (BackendException e) {
            throw unavailable(e);
        }
    }

    /// The newest stand first.
    private OptionalLong surplus(long most) {
        Keys.Range logs = keys.logs(handle.id());
        long bytes = 0;
        byte[] from = logs.from();
        List<Backend.Entry> page;
        do {
            page = backend.range(from, logs.to(), RECORDS_AT_ONCE);
            for (Backend.Entry entry : page) {
                if (bytes > most) {
                    return OptionalLong.of(keys.logVersion(entry.key()));
                }
                bytes += entry.value().length;
                from = Loader.after(entry.key());
            }
        } while (page.size() == RECORDS_AT_ONCE);
        return OptionalLong.empty();
    }

    /// Removes the records whose last version is not above this. The newest record of the log must not be among them: it is the
    /// high-water mark.
    void upTo(long version) {
        LoadedCluster loaded = handle.loaded;
        if (loaded == null || loaded.image().version().value() <= version) {
            return;
        }
        try {
            for (GroupResource type : loaded.image().resources()) {
                large(loaded.image(), type, version).forEach(key -> bringHome(key, version));
            }
            archiving.ifPresent(present -> archive(present, loaded, version));
        } catch (BackendException e) {
            throw unavailable(e);
        }
        Keys.Range logs = keys.logs(handle.id());
        submit("log", 1024, () -> new Pending.OfRecord.Work(List.of(),
                List.of(new Transaction.DeleteRange(keys.log(handle.id(), version), logs.to())), () -> {}, null));
    }

    /// An etcd that is full would stop everybody's writes: where the archive cannot be written for long, the log goes all the same.
    private void archive(Archiving present, LoadedCluster loaded, long version) {
        try {
            present.upTo(handle, loaded, version);
        } catch (UncheckedIOException e) {
            if (surplus(MOST_BUDGETS * budget).isEmpty()) {
                throw new StoreException.Unavailable("the archive of cluster %s cannot be written".formatted(handle.id()), e);
            }
            log.atError().addKeyValue("cluster", handle.id()).addKeyValue("reason", e.getMessage()).log("changes leave the log without being archived");
        }
    }

    private static List<ObjectKey> large(Image image, GroupResource type, long version) {
        try (Stream<Stored> objects = image.list(type, "")) {
            return objects.filter(stored -> stored.bytes().length > Draft.BY_REFERENCE / 4 && stored.version().value() <= version).map(Stored::key)
                    .toList();
        }
    }

    private void bringHome(ObjectKey key, long version) {
        byte[] place = keys.object(key);
        backend.get(place).ifPresent(value -> {
            OptionalLong reference = ValueCodec.reference(value);
            if (reference.isEmpty() || reference.getAsLong() > version) {
                return;
            }
            byte[] whole = backend.get(keys.log(key.cluster(), reference.getAsLong()))
                    .map(record -> LogRecord.read(key.cluster(), record)).flatMap(record -> record.last(key)).map(LogRecord.Change::value)
                    .orElseThrow(() -> new StoreException.Unavailable("the bytes of %s are not in the log".formatted(key), null));
            try {
                submit(key, whole.length,
                        () -> new Pending.OfRecord.Work(List.of(new Transaction.ValueIs(place, value)), List.of(new Transaction.Put(place, whole)),
                                () -> {}, new StoreException.Conflict(key, "it was written meanwhile")));
            } catch (StoreException.Conflict _) {
                // Its bytes stand in a newer record now.
            }
        });
    }

    private void submit(Object key, long weight, Pending.OfRecord.Step step) {
        Pending.OfRecord pending = new Pending.OfRecord(handle, key, 1, weight, () -> {
            if (handle.deleting()) {
                throw new StoreException.NoSuchCluster(handle.id());
            }
            return step.work();
        });
        handle.shard().submit(pending);
        Waiting.on(pending.answer, patience, "the log of cluster %s is being trimmed".formatted(handle.id()));
    }

    private StoreException unavailable(BackendException e) {
        return new StoreException.Unavailable("the log of cluster %s cannot be trimmed".formatted(handle.id()), e);
    }
}
