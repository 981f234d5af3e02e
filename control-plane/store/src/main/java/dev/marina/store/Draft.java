package dev.marina.store;

import dev.marina.api.ClusterId;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.store.backend.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one batch makes of one cluster: its next images, its events, and what goes into the backend.
final class Draft {

    /// From this size on an object's bytes stand in the log alone, and its own key refers to them.
    static final int BY_REFERENCE = 128 * 1024;

    final LoadedCluster loaded;
    Image image;
    final List<Image> images = new ArrayList<>(2);
    final List<StoreEvent> events = new ArrayList<>(2);
    private final List<LogRecord.Change> changes = new ArrayList<>(2);
    /// How large its log record is; known with its operations.
    long logBytes;

    Draft(LoadedCluster loaded) {
        this.loaded = loaded;
        this.image = loaded.image();
    }

    private ClusterId cluster() {
        return loaded.image().cluster();
    }

    /// All writes of the mutation or none; answers what each left.
    List<Optional<Stored>> apply(Pending.OfObjects pending, Instant now) {
        Mutation mutation = pending.mutation;
        List<Optional<Stored>> results = new ArrayList<>(mutation.writes().size());
        int before = images.size();
        try {
            for (int i = 0; i < mutation.writes().size(); i++) {
                results.add(switch (mutation.writes().get(i)) {
                    case Mutation.Put put -> put(put, pending, i, now);
                    case Mutation.Delete delete -> delete(delete.key(), pending.meta.get(i), mutation, now);
                });
            }
        } catch (RuntimeException refusal) {
            // The images of its earlier writes are dropped.
            images.subList(before, images.size()).clear();
            events.subList(before, events.size()).clear();
            changes.subList(before, changes.size()).clear();
            image = before == 0 ? loaded.image() : images.getLast();
            throw refusal;
        }
        return List.copyOf(results);
    }

    private Optional<Stored> put(Mutation.Put put, Pending.OfObjects pending, int number, Instant now) {
        Mutation mutation = pending.mutation;
        ObjectKey key = put.key();
        Optional<Stored> before = image.find(key);
        if (before.isPresent() && unchanged(before.get(), put)) {
            return before;
        }
        for (String claim : put.fields().claims()) {
            Optional<ObjectKey> holder = image.claimed(claim);
            if (holder.isPresent() && !holder.get().equals(key)) {
                throw new StoreException.Claimed(claim, holder.get());
            }
        }
        ResourceVersion version = image.version().next();
        byte[] json = put.object().withVersion(version.value());
        Stored stored = new Stored(key, version, json, put.fields(), mutation.origin(), now, false);
        record(image.with(stored, version), new StoreEvent(version, key, before, Optional.of(stored), mutation.origin(), now),
                new LogRecord.Change(version.value(), before.isPresent() ? LogRecord.Verb.UPDATE : LogRecord.Verb.CREATE, key,
                        before.map(old -> old.version().value()).orElse(0L), pending.value(number, version.value(), now, json)));
        return Optional.of(stored);
    }

    private Optional<Stored> delete(ObjectKey key, byte[] meta, Mutation mutation, Instant now) {
        Optional<Stored> before = image.find(key);
        if (before.isEmpty()) {
            return before;
        }
        ResourceVersion version = image.version().next();
        record(image.without(key, version), new StoreEvent(version, key, before, Optional.empty(), mutation.origin(), now),
                new LogRecord.Change(version.value(), LogRecord.Verb.DELETE, key, before.get().version().value(),
                        ValueCodec.value(version.value(), now, meta, new byte[0])));
        return before;
    }

    private void record(Image next, StoreEvent event, LogRecord.Change change) {
        image = next;
        images.add(next);
        events.add(event);
        changes.add(change);
    }

    /// The same bytes but for the version, which is the old one's own.
    private static boolean unchanged(Stored stored, Mutation.Put put) {
        byte[] head = put.object().head();
        byte[] tail = put.object().tail();
        byte[] bytes = stored.bytes();
        int digits = stored.version().toString().length();
        return !stored.opaque() && bytes.length == head.length + digits + tail.length
                && Arrays.equals(bytes, 0, head.length, head, 0, head.length)
                && Arrays.equals(bytes, head.length + digits, bytes.length, tail, 0, tail.length);
    }

    /// Its objects, its log record and, with its first write, its awake mark.
    List<Transaction.Operation> operations(Keys keys, int shard) {
        LogRecord log = new LogRecord(changes);
        byte[] bytes = log.bytes();
        logBytes = bytes.length;
        List<Transaction.Operation> operations = new ArrayList<>(changes.size() + 2);
        operations.add(new Transaction.Put(keys.log(cluster(), log.lastVersion()), bytes));
        // The last change of a key counts: a transaction touches no key twice.
        Map<ObjectKey, LogRecord.Change> last = new LinkedHashMap<>();
        changes.forEach(change -> last.put(change.key(), change));
        for (LogRecord.Change change : last.values()) {
            byte[] key = keys.object(change.key());
            operations.add(switch (change.verb()) {
                case DELETE -> new Transaction.Delete(key);
                case CREATE, UPDATE -> new Transaction.Put(key, change.value().length < BY_REFERENCE
                        ? change.value()
                        : ValueCodec.reference(change.value(), log.lastVersion()));
            });
        }
        if (!loaded.markedAwake()) {
            operations.add(new Transaction.Put(keys.awake(shard, cluster()), new byte[0]));
        }
        return operations;
    }
}
