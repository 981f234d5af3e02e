package dev.marina.store;

import dev.marina.store.backend.Backend;
import dev.marina.store.backend.BackendException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Carries out what waits to be written to one shard: plans a batch against memory, writes it as one transaction under the fence, publishes it,
/// answers. Runs on the shard's thread, which is the only writer of its clusters.
final class Committer {

    private final StoreConfig config;
    private final Backend backend;
    private final Fence fence;
    private final OwnedClusters clusters;
    private final Upkeep upkeep;
    private final Supplier<Instant> now;
    private final Function<List<Pending>, BatchPlan> planner;

    /// @param planner what a batch comes to, against what is in memory at that moment
    Committer(StoreConfig config, Backend backend, Fence fence, OwnedClusters clusters, Upkeep upkeep, Supplier<Instant> now,
            Function<List<Pending>, BatchPlan> planner) {
        this.config = config;
        this.backend = backend;
        this.fence = fence;
        this.clusters = clusters;
        this.upkeep = upkeep;
        this.now = now;
        this.planner = planner;
    }

    /// Writes the batch and answers each of it, or refuses those that cannot be written. False when another process turned out to own the shard:
    /// then it is to be left.
    boolean commit(List<Pending> batch) {
        while (true) {
            BatchPlan plan = planner.apply(batch);
            Fence.Outcome outcome = plan.operations().isEmpty() ? new Fence.Outcome.Landed() : fence.advance(plan.conditions(), plan.operations());
            switch (outcome) {
                case Fence.Outcome.Landed _ -> {
                    publish(plan);
                    return true;
                }
                case Fence.Outcome.Lost _ -> {
                    // Once more, against what is there now.
                }
                case Fence.Outcome.Refused(Optional<BackendException.Refused> why) when batch.size() == 1 -> {
                    batch.getFirst().refuse(refusal(batch.getFirst(), plan, why));
                    return true;
                }
                case Fence.Outcome.Refused _ -> {
                    return split(batch);
                }
                case Fence.Outcome.Taken _ -> {
                    batch.forEach(pending -> pending.refuse(new StoreException.Unavailable(
                            "the shard was lost while cluster %s was written to".formatted(pending.handle.id()), null)));
                    return false;
                }
            }
        }
    }

    /// Until the culprit stands alone.
    private boolean split(List<Pending> batch) {
        int half = batch.size() / 2;
        if (commit(batch.subList(0, half))) {
            return commit(batch.subList(half, batch.size()));
        }
        batch.subList(half, batch.size()).forEach(pending -> pending.refuse(new StoreException.NotOwner(pending.handle.id(), "")));
        return false;
    }

    private StoreException refusal(Pending pending, BatchPlan plan, Optional<BackendException.Refused> why) {
        if (why.isEmpty()) {
            return plan.otherwise().orElseThrow(() -> new IllegalStateException("a condition failed where there was none"));
        }
        return switch (pending) {
            case Pending.OfObjects objects -> new StoreException.TooLarge(objects.mutation.writes().getFirst().key(), pending.bytes(),
                    backend.largestTransaction());
            case Pending.OfRecord _ -> new StoreException.Unavailable("the storage refused a record of cluster " + pending.handle.id(), why.get());
        };
    }

    /// Images and watchers first, then what becomes of the clusters themselves (one may end with this batch), then writers.
    private void publish(BatchPlan plan) {
        clusters.publish(plan.drafts(), now.get());
        plan.landed().forEach(Runnable::run);
        plan.drafts().forEach((handle, draft) -> draft.loaded.logged(draft.image.version().value(), draft.logBytes, config.windowBytes())
                .ifPresent(version -> upkeep.trim(handle, version)));
        plan.answers().forEach(Runnable::run);
    }
}
