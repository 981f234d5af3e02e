package dev.marina.store;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.store.backend.Backend;
import dev.marina.store.backend.BackendException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the backend has of one cluster, entry by entry as it lies there, and the windows of events above it. Reads only, and no more of the backend
/// at once than a page.
public final class StoreXray {

    /// A page ends early rather than hold more of values in memory.
    private static final int MOST_BYTES = 4 << 20;
    private static final int AT_ONCE = 8;

    private final ClusterId cluster;
    private final Windows windows;
    private final Backend backend;
    private final Keys keys;

    StoreXray(ClusterId cluster, Windows windows, Backend backend, Keys keys) {
        this.cluster = cluster;
        this.windows = windows;
        this.backend = backend;
        this.keys = keys;
    }

    /// One entry of the backend.
    ///
    /// @param key without what all keys of the cluster begin with
    /// @param bytes of the value
    /// @param revision the backend's own, shared by all clusters of the installation
    public record Entry(String key, int bytes, long revision, What what) {}

    /// What an entry is for.
    public sealed interface What {

        /// @param form how the object is kept: whole, sealed, or only in the log
        public record OfObject(ObjectKey object, String form, ResourceVersion version, Instant written) implements What {}

        /// @param changes of versions up to `last`, one transaction's
        public record OfLog(ResourceVersion last, int changes) implements What {}

        public record Unreadable() implements What {}
    }

    /// @param next where the page after this one begins; empty where there is none
    public record Page(List<Entry> entries, Optional<String> next) {}

    /// The latest events of a type.
    ///
    /// @param floor a watch from before it is refused
    public record Window(GroupResource resource, ResourceVersion floor, long bytes, int watchers) {}

    /// What all keys of the cluster begin with.
    public String root() {
        return keys.root(cluster);
    }

    /// In the order of keys.
    ///
    /// @param below what the keys begin with, such as `o/apps/`; "" for all
    /// @param after the last key of the page before; "" for the first one
    public Page page(String below, String after, int limit) {
        List<Entry> entries = new ArrayList<>();
        String last = after;
        int bytes = 0;
        while (entries.size() < limit && bytes < MOST_BYTES) {
            int count = Math.min(AT_ONCE, limit - entries.size());
            List<Backend.Entry> read = read(below, last, count);
            for (Backend.Entry entry : read) {
                entries.add(entry(entry));
                bytes += entry.value().length;
            }
            if (read.size() < count) {
                return new Page(entries, Optional.empty());
            }
            last = entries.getLast().key();
        }
        return new Page(entries, read(below, last, 1).isEmpty() ? Optional.empty() : Optional.of(last));
    }

    /// The entry of exactly this key.
    public Optional<Entry> find(String key) {
        return read(key, "", 1).stream().map(this::entry).filter(entry -> entry.key().equals(key)).findFirst();
    }

    private List<Backend.Entry> read(String below, String after, int limit) {
        Keys.Range range = keys.part(cluster, below, after);
        try {
            return backend.range(range.from(), range.to(), limit);
        } catch (BackendException e) {
            throw new StoreException.Unavailable("the store of cluster %s cannot be read".formatted(cluster), e);
        }
    }

    private Entry entry(Backend.Entry read) {
        return new Entry(keys.inCluster(cluster, read.key()), read.value().length, read.revision(), what(read));
    }

    private What what(Backend.Entry read) {
        Optional<ObjectKey> object = keys.object(cluster, read.key());
        if (object.isPresent()) {
            ValueCodec.Form form = ValueCodec.form(read.value());
            return form == ValueCodec.Form.UNREADABLE
                    ? new What.Unreadable()
                    : new What.OfObject(object.get(), form.name(), new ResourceVersion(ValueCodec.version(read.value())), ValueCodec.time(read.value()));
        }
        try {
            LogRecord record = LogRecord.read(cluster, read.value());
            return new What.OfLog(new ResourceVersion(record.lastVersion()), record.changes().size());
        } catch (Unpacker.Unreadable | IllegalArgumentException _) {
            return new What.Unreadable();
        }
    }

    public List<Window> windows() {
        return windows.all();
    }
}
