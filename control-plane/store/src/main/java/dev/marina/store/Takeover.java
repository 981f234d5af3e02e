package dev.marina.store;

import dev.marina.store.backend.Backend;
import dev.marina.store.backend.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Decides when a shard may be taken: when nobody has it, when its owner gave it up or was an earlier life of this process, or
/// when its fence stood still for the lease and a margin, watched on our own clock. Where others wait for the place with everything started, a new life has
/// nothing before them: it would take the place early and serve late. One that follows another shard is taken only by whoever has that one.
final class Takeover {

    private final StoreConfig config;
    private final Backend backend;
    private final byte[] ownerKey;
    private final Fence fence;
    private final LongSupplier ticker;
    private final long writer;
    private final BooleanSupplier allowed;

    private Optional<Fence.Value> seen = Optional.empty();
    private long seenAt;
    private volatile String ownerAddress = "";

    /// @param allowed whether this process may have the shard at all
    Takeover(StoreConfig config, Backend backend, byte[] ownerKey, Fence fence, LongSupplier ticker, long writer, BooleanSupplier allowed) {
        this.config = config;
        this.backend = backend;
        this.ownerKey = ownerKey;
        this.fence = fence;
        this.ticker = ticker;
        this.writer = writer;
        this.allowed = allowed;
    }

    String ownerAddress() {
        return ownerAddress;
    }

    /// Looks once, and takes the shard if that is allowed now.
    boolean attempt() {
        Optional<Fence.Value> found = fence.look();
        Optional<OwnerRecord> owner = backend.get(ownerKey).map(OwnerRecord::read);
        ownerAddress = owner.filter(record -> !record.givenUp()).map(OwnerRecord::address).orElse("");
        // The fence is watched also by who may not take it: it may be free when they may.
        if (!mayTake(found, owner) || !allowed.getAsBoolean()) {
            return false;
        }
        boolean taken = fence.take(found, List.of(new Transaction.Put(ownerKey, new OwnerRecord(config.processId(), config.address(), false).bytes())));
        if (taken) {
            seen = Optional.empty();
            ownerAddress = config.address();
        }
        return taken;
    }

    private boolean mayTake(Optional<Fence.Value> found, Optional<OwnerRecord> owner) {
        if (found.isEmpty() || owner.isEmpty() || found.get().writer() == writer) {
            return true;
        }
        if (owner.get().givenUp() || !config.together() && owner.get().processId().equals(config.processId())) {
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
