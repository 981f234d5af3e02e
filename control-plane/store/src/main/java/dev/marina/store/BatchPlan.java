package dev.marina.store;

import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.store.backend.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one batch does, as data: the transaction, each cluster's next images and events, each writer's answer. A pure
/// function of the current images, so a batch that the backend refuses is planned again in parts, and nothing is undone.
final class BatchPlan {

    private static final Logger log = LoggerFactory.getLogger(BatchPlan.class);

    /// Keys and fixed parts, twice.
    private static final int OVERHEAD = 300;

    private final Keys keys;
    private final Instant now;
    private final Epochs epochs;

    private final List<Transaction.Condition> conditions = new ArrayList<>();
    private final List<Transaction.Operation> operations = new ArrayList<>();
    private final Map<ClusterHandle, Draft> drafts = new LinkedHashMap<>();
    private final List<Runnable> landed = new ArrayList<>();
    private final List<Runnable> answers = new ArrayList<>();
    private Optional<StoreException> otherwise = Optional.empty();

    /// The epochs under which this process has owned the shard without a break.
    record Epochs(int shard, long since, long current, String address) {
        boolean covers(OptionalLong epoch) {
            return epoch.isEmpty() || epoch.getAsLong() >= since && epoch.getAsLong() <= current;
        }
    }

    private BatchPlan(Keys keys, Instant now, Epochs epochs) {
        this.keys = keys;
        this.now = now;
        this.epochs = epochs;
    }

    static BatchPlan of(List<Pending> batch, Keys keys, Instant now, Epochs epochs) {
        BatchPlan plan = new BatchPlan(keys, now, epochs);
        for (Pending pending : batch) {
            try {
                switch (pending) {
                    case Pending.OfObjects objects -> plan.add(objects);
                    case Pending.OfRecord record -> plan.add(record);
                }
            } catch (StoreException refusal) {
                plan.answers.add(() -> pending.refuse(refusal));
            } catch (RuntimeException bug) {
                // One write that nobody foresaw must not take the whole shard, which would only meet it again.
                log.atError().addKeyValue("cluster", pending.handle.id()).setCause(bug).log("a write could not be planned");
                plan.answers.add(() -> pending.refuse(new StoreException.Unavailable("the write cannot be carried out", bug)));
            }
        }
        plan.finish();
        return plan;
    }

    List<Transaction.Condition> conditions() {
        return conditions;
    }

    List<Transaction.Operation> operations() {
        return operations;
    }

    Map<ClusterHandle, Draft> drafts() {
        return drafts;
    }

    /// What to do in memory beside the images once it is durable.
    List<Runnable> landed() {
        return landed;
    }

    /// What to tell the writers once it is durable and visible.
    List<Runnable> answers() {
        return answers;
    }

    /// What a failed condition means when one write stands alone.
    Optional<StoreException> otherwise() {
        return otherwise;
    }

    static long bytes(Mutation.Write write, byte[] meta) {
        return switch (write) {
            case Mutation.Put put -> {
                long json = put.object().length() + 20L;
                yield OVERHEAD + 2L * meta.length + (json >= Draft.BY_REFERENCE ? json : 2 * json);
            }
            case Mutation.Delete _ -> OVERHEAD + meta.length;
        };
    }

    private void add(Pending.OfRecord pending) {
        Pending.OfRecord.Work work = pending.step.work();
        conditions.addAll(work.conditions());
        operations.addAll(work.operations());
        landed.add(work.landed());
        if (!work.conditions().isEmpty()) {
            otherwise = Optional.of(work.otherwise());
        }
        answers.add(() -> pending.answer.complete(new Committed(ResourceVersion.NONE, List.of())));
    }

    private void add(Pending.OfObjects pending) {
        Mutation mutation = pending.mutation;
        ClusterHandle handle = pending.handle;
        LoadedCluster loaded = handle.loaded;
        if (handle.deleting()) {
            throw new StoreException.NoSuchCluster(handle.id());
        }
        if (loaded == null) {
            // It fell asleep between the writer's look and now: the writer loads it again.
            answers.add(() -> pending.answer.complete(null));
            return;
        }
        if (!epochs.covers(mutation.epoch())) {
            throw new StoreException.NotOwner(handle.id(), epochs.address());
        }
        Draft draft = drafts.get(handle);
        Image image = draft == null ? loaded.image() : draft.image;
        for (Mutation.Predicate predicate : mutation.predicates()) {
            check(predicate, image);
        }
        Draft next = draft == null ? new Draft(loaded) : draft;
        List<Optional<Stored>> results = next.apply(pending, now);
        if (!next.images.isEmpty()) {
            drafts.put(handle, next);
        }
        Committed committed = new Committed(next.image.version(), results);
        answers.add(() -> pending.answer.complete(committed));
    }

    private static void check(Mutation.Predicate predicate, Image image) {
        switch (predicate) {
            case Mutation.VersionIs(ObjectKey key, ResourceVersion version) -> {
                Stored stored = image.find(key).orElseThrow(() -> new StoreException.NotFound(key));
                if (!stored.version().equals(version)) {
                    throw new StoreException.Conflict(key, "the object is at version %s, not %s".formatted(stored.version(), version));
                }
            }
            case Mutation.Absent(ObjectKey key) -> {
                if (image.find(key).isPresent()) {
                    throw new StoreException.AlreadyExists(key.toString());
                }
            }
            case Mutation.Exists(ObjectKey key, String uid) -> identified(image, key, uid);
            case Mutation.Lives(ObjectKey key, String uid) -> {
                if (identified(image, key, uid).fields().terminating()) {
                    throw new StoreException.Conflict(key, "the object is being deleted");
                }
            }
            case Mutation.NamespaceActive(String namespace) -> {
                Optional<Stored> stored = image.namespace(namespace);
                if (stored.isEmpty() || stored.get().fields().terminating()) {
                    throw new StoreException.NamespaceNotActive(namespace, stored.isPresent());
                }
            }
        }
    }

    private static Stored identified(Image image, ObjectKey key, String uid) {
        Stored stored = image.find(key).orElseThrow(() -> new StoreException.NotFound(key));
        if (!uid.isEmpty() && !uid.equals(stored.fields().uid())) {
            throw new StoreException.Conflict(key, "the object's uid is %s, not %s".formatted(stored.fields().uid(), uid));
        }
        return stored;
    }

    private void finish() {
        drafts.forEach((handle, draft) -> {
            operations.addAll(draft.operations(keys, epochs.shard()));
            if (!draft.loaded.markedAwake()) {
                landed.add(() -> draft.loaded.markAwake(true));
            }
        });
    }
}
