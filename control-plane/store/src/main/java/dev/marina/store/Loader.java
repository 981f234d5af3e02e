package dev.marina.store;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.store.backend.Backend;
import dev.marina.store.seal.Keyring;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads clusters and records back from the backend, on the thread of whoever needs them. Only the owner of a shard loads its
/// clusters, after it has written its epoch, so nothing changes while it reads.
final class Loader {

    private static final Logger log = LoggerFactory.getLogger(Loader.class);

    private static final int PAGE = 256;
    /// Log records may have more than a mebibyte each.
    private static final int LOG_PAGE = 8;
    /// How much of the log is read back for the event windows.
    private static final long RECENT_BYTES = 1 << 20;

    private final Backend backend;
    private final Keys keys;
    private final RecordCodec codec;

    Loader(Backend backend, Keys keys, RecordCodec codec) {
        this.backend = backend;
        this.keys = keys;
        this.codec = codec;
    }

    /// A cluster as it was left: its image, and the events of the last while.
    ///
    /// @param floor events up to here are not known
    record Loaded(Image image, List<StoreEvent> events, long floor) {}

    /// @param keyring the cluster's keys at this moment
    /// @param since events before this time are not of interest
    Loaded load(ClusterId cluster, Supplier<Keyring> keyring, Instant since) {
        Image image = image(cluster, keyring);
        List<LogRecord.Change> newestFirst = recent(cluster, since);
        Map<Place, Stored> values = new HashMap<>();
        for (LogRecord.Change change : newestFirst) {
            values.put(new Place(change.key(), change.version()), ValueCodec.read(change.key(), change.value(), text -> text, keyring.get()));
        }
        List<StoreEvent> events = new ArrayList<>();
        long floor = image.version().value();
        for (LogRecord.Change change : newestFirst) {
            Stored value = values.get(new Place(change.key(), change.version()));
            Stored replaced = values.get(new Place(change.key(), change.replaced()));
            if (value.opaque() || change.replaced() != 0 && (replaced == null || replaced.opaque())) {
                // What it replaced is not at hand: watchers from before it have to list again.
                break;
            }
            events.add(new StoreEvent(new ResourceVersion(change.version()), change.key(), Optional.ofNullable(replaced),
                    change.verb() == LogRecord.Verb.DELETE ? Optional.empty() : Optional.of(value), value.origin(), value.changed()));
            floor = change.version() - 1;
        }
        return new Loaded(image, events.reversed(), floor);
    }

    private record Place(ObjectKey key, long version) {}

    /// The newest changes of the log, the newest first, without gaps.
    private List<LogRecord.Change> recent(ClusterId cluster, Instant since) {
        List<LogRecord.Change> changes = new ArrayList<>();
        try {
            Keys.Range logs = keys.logs(cluster);
            byte[] from = logs.from();
            long bytes = 0;
            while (bytes < RECENT_BYTES) {
                List<Backend.Entry> page = backend.range(from, logs.to(), LOG_PAGE);
                for (Backend.Entry entry : page) {
                    LogRecord record = LogRecord.read(cluster, entry.value());
                    changes.addAll(record.changes().reversed());
                    bytes += entry.value().length;
                    LogRecord.Change oldest = record.changes().getFirst();
                    if (ValueCodec.time(oldest.value()).isBefore(since)) {
                        return changes;
                    }
                }
                if (page.size() < LOG_PAGE) {
                    return changes;
                }
                from = after(page.getLast().key());
            }
        } catch (Unpacker.Unreadable e) {
            log.atError().addKeyValue("cluster", cluster).setCause(e).log("a log record cannot be read; events before it are forgotten");
        }
        return changes;
    }

    /// See [ClusterStore#past].
    boolean past(ClusterId cluster, Supplier<Keyring> keyring, Predicate<PastChange> visitor) {
        Keys.Range logs = keys.logs(cluster);
        byte[] from = logs.from();
        while (true) {
            List<Backend.Entry> page = backend.range(from, logs.to(), LOG_PAGE);
            for (Backend.Entry entry : page) {
                for (LogRecord.Change change : readable(cluster, entry).reversed()) {
                    boolean more = visitor.test(new PastChange(new ResourceVersion(change.version()), change.key(), new ResourceVersion(change.replaced()),
                            change.verb() == LogRecord.Verb.DELETE, () -> ValueCodec.read(change.key(), change.value(), text -> text, keyring.get())));
                    if (!more) {
                        return false;
                    }
                }
            }
            if (page.size() < LOG_PAGE) {
                return true;
            }
            from = after(page.getLast().key());
        }
    }

    static List<LogRecord.Change> readable(ClusterId cluster, Backend.Entry entry) {
        try {
            return LogRecord.read(cluster, entry.value()).changes();
        } catch (Unpacker.Unreadable e) {
            log.atError().addKeyValue("cluster", cluster).setCause(e).log("a log record cannot be read; its changes are left out");
            return List.of();
        }
    }

    /// The cluster at its high-water mark.
    Image image(ClusterId cluster, Supplier<Keyring> keyring) {
        Map<String, String> strings = new HashMap<>();
        Map<GroupResource, GroupResource> types = new HashMap<>();
        Image[] image = {Image.empty(cluster, highWater(cluster))};
        each(keys.objects(cluster), entry -> {
            Optional<ObjectKey> key = keys.object(cluster, entry.key());
            if (key.isEmpty()) {
                log.atWarn().addKeyValue("cluster", cluster).addKeyValue("key", () -> new String(entry.key(), java.nio.charset.StandardCharsets.UTF_8))
                        .log("a key that is no object's key was passed over");
                return;
            }
            ObjectKey found = new ObjectKey(cluster, types.computeIfAbsent(key.get().resource(), type -> type),
                    strings.computeIfAbsent(key.get().namespace(), text -> text), key.get().name());
            Stored stored = stored(found, entry.value(), strings, keyring.get());
            if (stored.opaque()) {
                log.atError().addKeyValue("object", found).log("a stored object cannot be read; it can only be deleted");
            }
            image[0] = image[0].with(stored, image[0].version());
        });
        return image[0];
    }

    private Stored stored(ObjectKey key, byte[] value, Map<String, String> strings, Keyring keyring) {
        OptionalLong reference = ValueCodec.reference(value);
        if (reference.isEmpty()) {
            return ValueCodec.read(key, value, text -> strings.computeIfAbsent(text, same -> same), keyring);
        }
        try {
            return backend.get(keys.log(key.cluster(), reference.getAsLong()))
                    .flatMap(record -> LogRecord.read(key.cluster(), record).last(key))
                    .map(change -> ValueCodec.read(key, change.value(), text -> strings.computeIfAbsent(text, same -> same), keyring))
                    .orElseGet(() -> ValueCodec.opaque(key, value));
        } catch (Unpacker.Unreadable _) {
            return ValueCodec.opaque(key, value);
        }
    }

    /// The newest log record stands first.
    private ResourceVersion highWater(ClusterId cluster) {
        Keys.Range logs = keys.logs(cluster);
        List<byte[]> newest = backend.keys(logs.from(), logs.to(), 1);
        return newest.isEmpty() ? ResourceVersion.NONE : new ResourceVersion(keys.logVersion(newest.getFirst()));
    }

    void records(Consumer<RecordCodec.Entry> consumer) {
        each(keys.records(), entry -> {
            ClusterId id = keys.lastSegment(entry.key());
            try {
                consumer.accept(codec.read(id, entry.value()));
            } catch (Unpacker.Unreadable e) {
                log.atError().addKeyValue("cluster", id).setCause(e).log("a cluster's record cannot be read; the cluster is not served");
            }
        });
    }

    Optional<RecordCodec.Entry> record(ClusterId cluster) {
        return backend.get(keys.record(cluster)).map(bytes -> codec.read(cluster, bytes));
    }

    Optional<ClusterId> named(String tenant, String name) {
        return backend.get(keys.name(tenant, name)).map(bytes -> ClusterId.of(new Unpacker(bytes, 0).fixed()));
    }

    void awake(int shard, Consumer<ClusterId> consumer) {
        Keys.Range range = keys.awake(shard);
        byte[] from = range.from();
        while (true) {
            List<byte[]> page = backend.keys(from, range.to(), 4 * PAGE);
            page.forEach(key -> consumer.accept(keys.lastSegment(key)));
            if (page.size() < 4 * PAGE) {
                return;
            }
            from = after(page.getLast());
        }
    }

    private void each(Keys.Range range, Consumer<Backend.Entry> consumer) {
        byte[] from = range.from();
        while (true) {
            List<Backend.Entry> page = backend.range(from, range.to(), PAGE);
            page.forEach(consumer);
            if (page.size() < PAGE) {
                return;
            }
            from = after(page.getLast().key());
        }
    }

    /// The smallest key after `key`.
    static byte[] after(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }
}
