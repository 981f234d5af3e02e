package dev.marina.store;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ResourceVersion;
import dev.marina.store.seal.Keyring;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A cluster of a shard that this process owns: its record, and what is in memory of it. All there is of a sleeping one.
final class ClusterHandle {

    private final Shard shard;
    private volatile RecordCodec.Entry entry;
    private volatile Optional<Keyring> former = Optional.empty();
    volatile LoadedCluster loaded;
    private volatile Windows windows;
    /// A load under way, so that it happens once. Guarded by this.
    private CompletableFuture<LoadedCluster> loading;
    /// How many say that work is waiting. Guarded by this.
    private int kept;
    private StoreException ended;
    volatile long lastUse;
    /// Its waiting writes, while there are any. Guarded by the shard's queue.
    ClusterQueue queue;

    ClusterHandle(Shard shard, RecordCodec.Entry entry) {
        this.shard = shard;
        this.entry = entry;
    }

    Shard shard() {
        return shard;
    }

    ClusterId id() {
        return entry.record().id();
    }

    RecordCodec.Entry entry() {
        return entry;
    }

    ClusterRecord record() {
        return entry.record();
    }

    /// By the shard's thread. Keys that the new record no longer has are kept in memory: what was read a moment ago can still be
    /// opened.
    void replace(RecordCodec.Entry newEntry) {
        Keyring known = keyring();
        entry = newEntry;
        former = newEntry.keyring().keys().equals(known.keys()) ? Optional.empty() : Optional.of(newEntry.keyring().remembering(known));
    }

    /// Every key that this process knows of the cluster, the newest first.
    Keyring keyring() {
        return former.orElseGet(() -> entry.keyring());
    }

    /// Whether objects of this type are to be sealed.
    boolean seals(GroupResource type) {
        return shard != null && shard.sealedTypes().contains(type) && entry.keyring().newest().isPresent();
    }

    boolean deleting() {
        return record().state() == ClusterRecord.State.DELETING;
    }

    boolean filling() {
        return record().state() == ClusterRecord.State.FILLING;
    }

    /// The event windows, made when first needed.
    synchronized Windows windows(long budget) {
        if (windows == null) {
            windows = new Windows(budget, loaded.image().version().value());
        }
        return windows;
    }

    /// By the shard's thread, before the cluster becomes visible: gives it the events read back, unless somebody has gone on
    /// watching while it slept.
    synchronized void restore(Windows restored) {
        if (windows == null) {
            windows = restored;
        }
    }

    Windows windowsOrNull() {
        return windows;
    }

    /// Puts a cursor into the windows, so that no window is dropped under it.
    /// Empty when the cluster fell asleep meanwhile.
    synchronized Optional<EventCursor> watch(long budget, GroupResource resource, WatchFilter filter, ResourceVersion from) {
        if (ended != null) {
            throw ended;
        }
        return loaded == null ? Optional.empty() : Optional.of(new Cursor(this, windows(budget), resource, filter, from));
    }

    synchronized boolean dropWindowsUnlessWatched() {
        if (windows != null && !windows.watched()) {
            windows = null;
        }
        return windows == null;
    }

    /// By the shard's thread: nothing stays in memory but who watches.
    synchronized void sleep() {
        loaded = null;
        if (windows != null && windows.watched()) {
            windows.rest();
        } else {
            windows = null;
        }
    }

    /// By the shard's thread: the cluster is not served here any more.
    synchronized void end(StoreException reason) {
        if (windows != null) {
            windows.end(reason);
        }
        ended = reason;
        loaded = null;
    }

    /// The load under way, or null after registering `mine` as that load.
    synchronized CompletableFuture<LoadedCluster> join(CompletableFuture<LoadedCluster> mine) {
        if (loading == null) {
            loading = mine;
            return null;
        }
        return loading;
    }

    synchronized void finished(CompletableFuture<LoadedCluster> load) {
        if (loading == load) {
            loading = null;
        }
    }

    synchronized void keep(int change) {
        kept += change;
    }

    synchronized boolean kept() {
        return kept > 0;
    }
}
