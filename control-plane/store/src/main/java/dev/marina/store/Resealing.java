package dev.marina.store;

import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.store.backend.Backend;
import dev.marina.store.backend.BackendException;
import dev.marina.store.backend.Transaction;
import dev.marina.store.seal.Keyring;
import dev.marina.store.seal.Sealing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Brings everything sensitive of one cluster under a new key: after the wrapping key was rotated, and for a cluster that
/// still lies in clear. The new key stands in the record first, and new writes use it; then objects and log records are
/// sealed anew, each under the condition that it is still what was read; then the record forgets the older keys. Killed
/// anywhere, it begins again and finds less to do. It needs no image, so sleeping clusters sleep on.
final class Resealing {

    private static final int OBJECTS_AT_ONCE = 32;
    private static final int RECORDS_AT_ONCE = 8;

    private final ClusterHandle handle;
    private final Backend backend;
    private final Keys keys;
    private final RecordCodec codec;
    private final Sealing sealing;
    private final java.time.Duration patience;

    Resealing(ClusterHandle handle, Backend backend, Keys keys, RecordCodec codec, Sealing sealing, java.time.Duration patience) {
        this.handle = handle;
        this.backend = backend;
        this.keys = keys;
        this.codec = codec;
        this.sealing = sealing;
        this.patience = patience;
    }

    void run() {
        if (handle.deleting() || handle.entry().keyring().settled(sealing.keys().current())) {
            return;
        }
        try {
            record(handle.entry().keyring().renewed(sealing.keys(), handle.id().value()));
            sealing.types().forEach(this::objects);
            log();
            record(handle.entry().keyring().settled());
        } catch (BackendException e) {
            throw new StoreException.Unavailable("cluster %s cannot be sealed anew".formatted(handle.id()), e);
        }
    }

    private void record(Keyring keyring) {
        await(submit(handle.id(), 2048, () -> {
            RecordCodec.Entry changed = handle.entry().with(keyring);
            return new Pending.OfRecord.Work(List.of(), List.of(new Transaction.Put(keys.record(handle.id()), codec.bytes(changed))),
                    () -> handle.replace(changed), null);
        }));
    }

    private void objects(GroupResource type) {
        Keys.Range range = keys.objects(handle.id(), type);
        byte[] from = range.from();
        List<Backend.Entry> page;
        do {
            page = backend.range(from, range.to(), OBJECTS_AT_ONCE);
            List<Pending> submitted = new ArrayList<>();
            for (Backend.Entry entry : page) {
                keys.object(handle.id(), entry.key()).filter(_ -> ValueCodec.wantsSealing(entry.value(), newest()))
                        .ifPresent(key -> submitted.add(object(key, entry)));
                from = Loader.after(entry.key());
            }
            submitted.forEach(this::await);
        } while (page.size() == OBJECTS_AT_ONCE);
    }

    private Pending object(ObjectKey key, Backend.Entry entry) {
        byte[] resealed = ValueCodec.resealed(handle.keyring(), key, entry.value());
        return submit(key, 2L * resealed.length, () -> new Pending.OfRecord.Work(List.of(new Transaction.ValueIs(entry.key(), entry.value())),
                List.of(new Transaction.Put(entry.key(), resealed)), () -> {},
                new StoreException.Conflict(key, "it was written meanwhile, under the new key")));
    }

    /// A record of the log does not change, and while a cluster is sealed anew none is taken away (see [Upkeep]).
    private void log() {
        Keys.Range range = keys.logs(handle.id());
        byte[] from = range.from();
        List<Backend.Entry> page;
        do {
            page = backend.range(from, range.to(), RECORDS_AT_ONCE);
            for (Backend.Entry entry : page) {
                resealed(entry.value()).ifPresent(bytes -> await(submit(keys.logVersion(entry.key()), bytes.length,
                        () -> new Pending.OfRecord.Work(List.of(), List.of(new Transaction.Put(entry.key(), bytes)), () -> {}, null))));
                from = Loader.after(entry.key());
            }
        } while (page.size() == RECORDS_AT_ONCE);
    }

    private Optional<byte[]> resealed(byte[] bytes) {
        LogRecord log;
        try {
            log = LogRecord.read(handle.id(), bytes);
        } catch (Unpacker.Unreadable _) {
            // Nothing is read from it either.
            return Optional.empty();
        }
        boolean[] changed = {false};
        List<LogRecord.Change> changes = log.changes().stream().map(change -> {
            if (!sealing.types().contains(change.key().resource()) || !ValueCodec.wantsSealing(change.value(), newest())) {
                return change;
            }
            changed[0] = true;
            return new LogRecord.Change(change.version(), change.verb(), change.key(), change.replaced(),
                    ValueCodec.resealed(handle.keyring(), change.key(), change.value()));
        }).toList();
        return changed[0] ? Optional.of(new LogRecord(changes).bytes()) : Optional.empty();
    }

    private int newest() {
        return handle.entry().keyring().newest().orElseThrow(() -> new StoreException.NoSuchCluster(handle.id())).number();
    }

    private Pending submit(Object key, long weight, Pending.OfRecord.Step step) {
        Pending.OfRecord pending = new Pending.OfRecord(handle, key, 1, weight, () -> {
            if (handle.deleting()) {
                throw new StoreException.NoSuchCluster(handle.id());
            }
            return step.work();
        });
        handle.shard().submit(pending);
        return pending;
    }

    private void await(Pending pending) {
        try {
            Waiting.on(pending.answer, patience, "cluster %s is being sealed anew".formatted(handle.id()));
        } catch (StoreException.Conflict _) {
            // Whoever wrote it used the new key.
        }
    }
}
