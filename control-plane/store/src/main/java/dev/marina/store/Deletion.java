package dev.marina.store;

import dev.marina.store.backend.Backend;
import dev.marina.store.backend.BackendException;
import dev.marina.store.backend.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Removes a cluster: marks its record and takes its keys out of it, removes its keys a thousand at a time, its record last. Each step is a fenced
/// transaction among the shard's others, so it can be stopped anywhere and goes on where it ended.
final class Deletion {

    private static final int KEYS_AT_ONCE = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ClusterHandle handle;
    private final Backend backend;
    private final Keys keys;
    private final RecordCodec codec;
    private final Optional<Archive> archive;

    Deletion(ClusterHandle handle, Backend backend, Keys keys, RecordCodec codec, Optional<Archive> archive) {
        this.archive = archive;
        this.codec = codec;
        this.handle = handle;
        this.backend = backend;
        this.keys = keys;
    }

    void run() {
        // One that is marked already has lost the key that tells: an earlier run may have ended before the archive went. What is archived
        // for the first time just now, the sweep finds.
        boolean archived = handle.deleting() || Archive.has(handle.record());
        await(mark());
        if (archived) {
            archive.ifPresent(present -> present.forget(handle.id()));
        }
        while (!removeSome()) {
            // Other clusters' writes go between.
        }
    }

    Pending.OfRecord mark() {
        return submit(1, 1024, () -> {
            if (handle.deleting()) {
                return new Pending.OfRecord.Work(List.of(), List.of(), () -> {}, null);
            }
            ClusterRecord record = handle.record();
            // The keys go first: from here on nobody can read what is left of it.
            RecordCodec.Entry marked = new RecordCodec.Entry(new ClusterRecord(record.id(), record.tenant(), record.name(),
                    ClusterRecord.State.DELETING, record.shard(), record.created(), Map.of(), record.settings()), handle.entry().deadlines());
            return new Pending.OfRecord.Work(List.of(), List.of(new Transaction.Put(keys.record(handle.id()), codec.bytes(marked))), () -> {
                handle.replace(marked);
                handle.shard().clusters().retire(handle);
            }, null);
        });
    }

    /// Removes up to a thousand keys and, when these were all, the record with them. Answers whether nothing is left.
    private boolean removeSome() {
        Keys.Range all = keys.cluster(handle.id());
        List<byte[]> some;
        try {
            some = backend.keys(all.from(), all.to(), KEYS_AT_ONCE);
        } catch (BackendException e) {
            throw new StoreException.Unavailable("the keys of cluster %s cannot be read".formatted(handle.id()), e);
        }
        if (some.size() == KEYS_AT_ONCE) {
            await(submit(1, some.size() * 200L, () -> new Pending.OfRecord.Work(List.of(),
                    List.of(new Transaction.DeleteRange(all.from(), Loader.after(some.getLast()))), () -> {}, null)));
            return false;
        }
        await(submit(4, 1024 + some.size() * 200L, () -> new Pending.OfRecord.Work(List.of(), List.of(
                new Transaction.DeleteRange(all.from(), all.to()),
                new Transaction.Delete(keys.name(handle.record().tenant(), handle.record().name())),
                new Transaction.Delete(keys.awake(handle.shard().number(), handle.id())),
                new Transaction.Delete(keys.record(handle.id()))), () -> handle.shard().clusters().forget(handle), null)));
        return true;
    }

    private Pending.OfRecord submit(int operations, long weight, Pending.OfRecord.Step step) {
        Pending.OfRecord pending = new Pending.OfRecord(handle, operations, weight, step);
        handle.shard().submit(pending);
        return pending;
    }

    private void await(Pending.OfRecord pending) {
        Waiting.on(pending.answer, PATIENCE, "cluster %s is being deleted".formatted(handle.id()));
    }
}
