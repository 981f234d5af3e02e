package dev.marina.store;

import dev.marina.store.backend.Transaction;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Which clusters of a shard are dropped from memory, and which are woken because a deadline of theirs has come.
final class Sleep {

    private final Shard shard;
    private final StoreConfig config;
    private final Keys keys;
    private final RecordCodec codec;
    private final WriteQueues queues;
    private final Background background;
    /// Clusters that are being woken: a tick that comes meanwhile does not wake them again.
    private final Set<ClusterHandle> waking = ConcurrentHashMap.newKeySet();

    Sleep(Shard shard, StoreConfig config, Keys keys, RecordCodec codec, WriteQueues queues, Background background) {
        this.shard = shard;
        this.config = config;
        this.keys = keys;
        this.codec = codec;
        this.queues = queues;
        this.background = background;
    }

    /// Clusters that nobody has used for a while and that have no work; as many as one transaction takes.
    List<ClusterHandle> idle(Collection<ClusterHandle> clusters, long nowNanos) {
        return config.idle().isZero()
                ? List.of()
                : clusters.stream()
                        .filter(handle -> handle.loaded != null && !handle.kept() && nowNanos - handle.lastUse > config.idle().toNanos()
                                && !queues.waiting(handle))
                        .limit(config.batchOperations() - 1).toList();
    }

    /// What takes their marks away.
    List<Transaction.Operation> unmark(List<ClusterHandle> idle) {
        return idle.stream().filter(handle -> handle.loaded.markedAwake()).<Transaction.Operation>map(
                handle -> new Transaction.Delete(keys.awake(shard.number(), handle.id()))).toList();
    }

    void wakeWhatIsDue(Collection<ClusterHandle> clusters, Instant now) {
        for (ClusterHandle handle : clusters) {
            if (handle.loaded == null && !handle.entry().deadlines().isEmpty() && !handle.deleting()
                    && handle.entry().deadlines().values().stream().anyMatch(due -> !due.isAfter(now)) && waking.add(handle)) {
                background.run("wake " + handle.id(), () -> wake(handle, now));
            }
        }
    }

    /// The shard is left: what was being woken may be somebody else's.
    void forget() {
        waking.clear();
    }

    /// Loads the cluster and takes off the deadlines that are due; the awake mark comes in the same transaction, so that what they
    /// ask for is not forgotten when this process dies.
    private void wake(ClusterHandle handle, Instant now) {
        shard.load(handle);
        Pending.OfRecord pending = new Pending.OfRecord(handle, 2, 2048, () -> {
            if (handle.deleting() || handle.loaded == null) {
                throw new StoreException.NoSuchCluster(handle.id());
            }
            Map<String, Instant> later = new HashMap<>(handle.entry().deadlines());
            later.values().removeIf(due -> !due.isAfter(now));
            RecordCodec.Entry changed = handle.entry().with(later);
            LoadedCluster loaded = handle.loaded;
            return new Pending.OfRecord.Work(List.of(), List.of(new Transaction.Put(keys.record(handle.id()), codec.bytes(changed)),
                    new Transaction.Put(keys.awake(shard.number(), handle.id()), new byte[0])), () -> {
                        handle.replace(changed);
                        loaded.markAwake(true);
                    }, null);
        });
        shard.submit(pending);
        try {
            Waiting.on(pending.answer, config.commitTimeout(), "cluster %s is being woken".formatted(handle.id()));
        } catch (StoreException.NoSuchCluster e) {
            // It fell asleep again between the two: a deadline that is still due wakes it anew.
            waking.remove(handle);
            throw e;
        }
        waking.remove(handle);
    }
}
