package dev.marina.apiserver.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.marina.api.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// `metadata.managedFields` of one version of an object. What was stored is not read until a write changes something.
public final class ManagedFields {

    public static final ManagedFields NONE = new ManagedFields(List.of());
    private static final int MOST_UPDATERS = 10;
    private static final String OLD_UPDATES = "ancient-changes";
    private static final Comparator<ManagedEntry> WIRE_ORDER = Comparator.<ManagedEntry, ManagerKey.Operation>comparing(entry -> entry.key().operation())
            .thenComparing(ManagedEntry::comparedByTime).thenComparing(entry -> entry.key().name()).thenComparing(ManagedEntry::apiVersion)
            .thenComparing(entry -> entry.key().subresource());
    private static final Comparator<ManagedEntry> BY_AGE = ((Comparator<ManagedEntry>) ManagedEntry::comparedByTime).thenComparing(entry -> entry.key().name())
            .thenComparing(ManagedEntry::apiVersion).thenComparing(entry -> entry.key().subresource());

    private byte[] json;
    private List<ManagedEntry> entries;

    private ManagedFields(List<ManagedEntry> entries) {
        this.entries = entries;
    }

    private ManagedFields(byte[] json) {
        this.json = json;
    }

    /// @param json what [#json] once wrote
    public static ManagedFields stored(byte[] json) {
        return json.length == 0 ? NONE : new ManagedFields(json);
    }

    static ManagedFields of(List<ManagedEntry> entries) {
        return entries.isEmpty() ? NONE : new ManagedFields(entries.stream().sorted(WIRE_ORDER).toList());
    }

    public boolean isEmpty() {
        return entries != null && entries.isEmpty();
    }

    List<ManagedEntry> entries() {
        if (entries == null) {
            entries = EntryCodec.read(json);
        }
        return entries;
    }

    Optional<ManagedEntry> find(ManagerKey key) {
        return entries().stream().filter(entry -> entry.key().equals(key)).findFirst();
    }

    /// The JSON array; empty bytes where there is no entry.
    public byte[] json() {
        if (json == null) {
            json = entries.isEmpty() ? new byte[0] : EntryCodec.write(entries);
        }
        return json;
    }

    /// The JSON array as a tree.
    public ArrayNode tree() {
        try {
            return isEmpty() ? Document.mapper().createArrayNode() : (ArrayNode) Document.mapper().readTree(json());
        } catch (IOException e) {
            throw new UncheckedIOException("managed fields could not be read", e);
        }
    }

    /// The document with these in its metadata.
    public Document in(Document document) {
        return isEmpty() ? document : document.with(tree(), "metadata", "managedFields");
    }

    /// The same as JSON, without reading these.
    public byte[] writtenIn(Document document) {
        return isEmpty()
                ? document.bytes()
                : document.edited(
                        root -> root.withObjectProperty("metadata").putRawValue("managedFields", new RawValue(new String(json(), StandardCharsets.UTF_8))))
                        .bytes();
    }

    /// Whether nobody manages another field than before.
    public boolean sameButForTimes(ManagedFields other) {
        if (this == other) {
            return true;
        }
        List<ManagedEntry> mine = entries();
        List<ManagedEntry> others = other.entries();
        return mine.size() == others.size() && mine.stream().allMatch(entry -> other.find(entry.key()).filter(entry::sameButForTime).isPresent());
    }

    /// With no more than ten entries of updates: the oldest of each version become one.
    ManagedFields capped() {
        if (entries().size() <= MOST_UPDATERS) {
            return this;
        }
        List<ManagedEntry> updates = entries().stream().filter(entry -> !entry.applied()).sorted(BY_AGE).toList();
        if (updates.size() <= MOST_UPDATERS) {
            return this;
        }
        List<ManagedEntry> result = new ArrayList<>(entries().stream().filter(ManagedEntry::applied).toList());
        int surplus = updates.size() - MOST_UPDATERS;
        List<ManagedEntry> buckets = new ArrayList<>();
        for (ManagedEntry update : updates) {
            Optional<ManagedEntry> bucket = buckets.stream().filter(other -> other.apiVersion().equals(update.apiVersion())).findFirst();
            if (surplus > 0 && bucket.isPresent()) {
                buckets.remove(bucket.get());
                buckets.add(joined(bucket.get(), update));
                surplus--;
            } else if (surplus > 0) {
                buckets.add(update);
            } else {
                result.add(update);
            }
        }
        result.addAll(buckets);
        return of(result);
    }

    private static ManagedEntry joined(ManagedEntry older, ManagedEntry newer) {
        return new ManagedEntry(ManagerKey.update(OLD_UPDATES, newer.apiVersion(), ""), newer.apiVersion(), newer.time(),
                OwnedFields.of(older.set().union(newer.set())));
    }

    /// What a client sent as managedFields.
    public sealed interface Submitted {

        /// Nothing, or what cannot be read: clients that do not understand managedFields must not delete them by accident.
        record Nothing() implements Submitted {}

        /// `[]` or `[{}]`: start anew.
        record Reset() implements Submitted {}

        record Given(ManagedFields fields) implements Submitted {}

        /// @param value of `metadata.managedFields`
        static Submitted of(JsonNode value) {
            if (!value.isArray()) {
                return new Nothing();
            }
            if (value.isEmpty() || value.size() == 1 && value.get(0).isObject() && value.get(0).isEmpty()) {
                return new Reset();
            }
            return EntryCodec.checked(value).<Submitted>map(entries -> new Given(ManagedFields.of(entries))).orElseGet(Nothing::new);
        }
    }
}
