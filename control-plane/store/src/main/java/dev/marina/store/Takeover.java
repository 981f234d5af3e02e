package dev.marina.store;

import dev.marina.store.backend.Backend;
import dev.marina.store.backend.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Decides when a shard may be taken: when nobody has it, when its owner gave it up or was an earlier life of this process, or
/// when its fence stood still for the lease and a margin, watched on our own clock.
final class Takeover {

    private final StoreConfig config;
    private final Backend backend;
    private final byte[] ownerKey;
    private final Fence fence;
    private final LongSupplier ticker;
    private final long writer;

    private Optional<Fence.Value> seen = Optional.empty();
    private long seenAt;
    private volatile String ownerAddress = "";

    Takeover(StoreConfig config, Backend backend, byte[] ownerKey, Fence fence, LongSupplier ticker, long writer) {
        this.config = config;
        this.backend = backend;
        this.ownerKey = ownerKey;
        this.fence = fence;
        this.ticker = ticker;
        this.writer = writer;
    }

    String ownerAddress() {
        return ownerAddress;
    }

    /// Looks once, and takes the shard if that is allowed now.
    boolean attempt() {
        Optional<Fence.Value> found = fence.look();
        Optional<OwnerRecord> owner = backend.get(ownerKey).map(OwnerRecord::read);
        ownerAddress = owner.filter(record -> !record.givenUp()).map(OwnerRecord::address).orElse("");
        if (!mayTake(found, owner)) {
            return false;
        }
        boolean taken = fence.take(found, List.of(new Transaction.Put(ownerKey, new OwnerRecord(config.processId(), config.address(), false).bytes())));
        if (taken) {
            seen = Optional.empty();
        }
        return taken;
    }

    private boolean mayTake(Optional<Fence.Value> found, Optional<OwnerRecord> owner) {
        if (found.isEmpty() || owner.isEmpty() || found.get().writer() == writer) {
            return true;
        }
        if (owner.get().givenUp() || owner.get().processId().equals(config.processId())) {
            return true;
        }
        long now = ticker.getAsLong();
        if (!found.equals(seen)) {
            seen = found;
            seenAt = now;
        }
        return now - seenAt >= config.lease().plus(config.margin()).toNanos();
    }

    Transaction givingUp(Fence held) {
        return held.last(new Transaction.Put(ownerKey, new OwnerRecord(config.processId(), config.address(), true).bytes()));
    }
}
