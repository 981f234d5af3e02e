package dev.marina.store;

import dev.marina.api.ClusterId;
import dev.marina.store.backend.Backend;
import dev.marina.store.backend.Transaction;
import dev.marina.store.seal.Aead;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Puts what is about to leave clusters' logs into the archive, and an image with every segment that it begins. Called again for what is there
/// already, it adds nothing, so it may be killed anywhere: what it had not finished is still in the log.
final class Archiving {

    /// Log records may have more than a mebibyte each.
    private static final int RECORDS_AT_ONCE = 8;
    private static final int KEYS_AT_ONCE = 1024;
    private static final int AT_ONCE_BYTES = 1 << 20;

    private final Archive archive;
    private final Backend backend;
    private final Keys keys;
    private final RecordCodec codec;
    private final Duration patience;
    private final Clock clock;
    /// Clusters whose newest segment has no image yet. What a killed process owed does not matter: the next one begins another segment.
    private final Set<ClusterId> owed = ConcurrentHashMap.newKeySet();

    Archiving(Archive archive, Backend backend, Keys keys, RecordCodec codec, Duration patience, Clock clock) {
        this.archive = archive;
        this.backend = backend;
        this.keys = keys;
        this.codec = codec;
        this.patience = patience;
        this.clock = clock;
    }

    /// Returns when every change of the log up to this version is safe. Throws [java.io.UncheckedIOException] where it cannot be written.
    void upTo(ClusterHandle handle, LoadedCluster loaded, long version) {
        ClusterRecord record = keyed(handle);
        long known = archive.newest(record).map(LogRecord.Change::version).orElse(0L);
        long atOnce = Math.min(AT_ONCE_BYTES, Archive.segmentBytes(ArchiveBudget.of(record)));
        List<LogRecord.Change> waiting = new ArrayList<>();
        long bytes = 0;
        for (List<byte[]> some : oldestFirst(unknown(handle.id(), version, known))) {
            for (LogRecord.Change change : changes(handle.id(), some)) {
                if (change.version() > known) {
                    waiting.add(change);
                    bytes += change.value().length;
                }
            }
            if (bytes >= atOnce) {
                known = add(handle, record, waiting, known);
                waiting.clear();
                bytes = 0;
            }
        }
        if (!waiting.isEmpty()) {
            add(handle, record, waiting, known);
        }
        if (owed.contains(handle.id())) {
            archive.add(record, loaded.image(), clock.instant());
            owed.remove(handle.id());
            archive.keep(record, clock.instant());
        }
    }

    /// Keys of the log's records with changes that are not in the archive, the newest first.
    private List<byte[]> unknown(ClusterId cluster, long version, long known) {
        List<byte[]> unknown = new ArrayList<>();
        byte[] from = keys.log(cluster, version);
        List<byte[]> page;
        do {
            page = backend.keys(from, keys.logs(cluster).to(), KEYS_AT_ONCE);
            for (byte[] key : page) {
                if (keys.logVersion(key) <= known) {
                    return unknown;
                }
                unknown.add(key);
                from = Loader.after(key);
            }
        } while (page.size() == KEYS_AT_ONCE);
        return unknown;
    }

    /// In groups, each of which is the newest first.
    private static List<List<byte[]>> oldestFirst(List<byte[]> newestFirst) {
        List<List<byte[]>> groups = new ArrayList<>();
        for (int end = newestFirst.size(); end > 0; end -= RECORDS_AT_ONCE) {
            groups.add(newestFirst.subList(Math.max(0, end - RECORDS_AT_ONCE), end));
        }
        return groups;
    }

    /// In their order.
    private List<LogRecord.Change> changes(ClusterId cluster, List<byte[]> newestFirst) {
        List<LogRecord.Change> changes = new ArrayList<>();
        for (Backend.Entry entry : backend.range(newestFirst.getFirst(), Loader.after(newestFirst.getLast()), newestFirst.size()).reversed()) {
            changes.addAll(Loader.readable(cluster, entry));
        }
        return changes;
    }

    /// Answers the newest version that is in the archive then.
    private long add(ClusterHandle handle, ClusterRecord record, List<LogRecord.Change> changes, long known) {
        boolean gap = changes.getFirst().version() != known + 1;
        boolean begun = archive.add(record, handle.keyring(), changes);
        if (begun && !gap && owed.contains(handle.id())) {
            // Changes come faster than they are archived: what is kept of them begins with any segment, and needs an image from there.
            archive.derive(record, changes.getFirst().version() - 1);
        }
        if (begun || gap) {
            owed.add(handle.id());
        }
        return changes.getLast().version();
    }

    /// By age, and of clusters that are gone everything.
    void sweep(Iterable<ClusterHandle> clusters) {
        clusters.forEach(handle -> {
            if (Archive.has(handle.record())) {
                archive.keep(handle.record(), clock.instant());
            }
        });
        archive.clusters().stream().filter(cluster -> backend.get(keys.record(cluster)).isEmpty()).forEach(archive::forget);
    }

    private ClusterRecord keyed(ClusterHandle handle) {
        ClusterRecord present = handle.record();
        if (Archive.has(present)) {
            return present;
        }
        Pending.OfRecord pending = new Pending.OfRecord(handle, 1, 2048, () -> {
            if (handle.deleting()) {
                throw new StoreException.NoSuchCluster(handle.id());
            }
            RecordCodec.Entry keyed = Archive.has(handle.record())
                    ? handle.entry()
                    : handle.entry().with(handle.record().withSecret(Archive.KEY, Aead.newKey()));
            return new Pending.OfRecord.Work(List.of(), List.of(new Transaction.Put(keys.record(handle.id()), codec.bytes(keyed))),
                    () -> handle.replace(keyed), null);
        });
        handle.shard().submit(pending);
        Waiting.on(pending.answer, patience, "the record of cluster %s is being changed".formatted(handle.id()));
        return handle.record();
    }

    static Optional<Archiving> of(Optional<Archive> archive, Backend backend, Keys keys, RecordCodec codec, Duration patience, Clock clock) {
        return archive.map(present -> new Archiving(present, backend, keys, codec, patience, clock));
    }
}
