package dev.marina.store;

import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.store.backend.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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

    /// From this size on an object's bytes stand in the log alone, and its own key refers to them.
    static final int BY_REFERENCE = 128 * 1024;
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

    /// A cluster's changes in this batch.
    static final class Draft {
        final LoadedCluster loaded;
        Image image;
        final List<Image> images = new ArrayList<>(2);
        final List<StoreEvent> events = new ArrayList<>(2);
        final List<LogRecord.Change> changes = new ArrayList<>(2);
        /// How large its log record is.
        long logBytes;

        Draft(LoadedCluster loaded) {
            this.loaded = loaded;
            this.image = loaded.image();
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
                yield OVERHEAD + 2L * meta.length + (json >= BY_REFERENCE ? json : 2 * json);
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
        List<Optional<Stored>> results = new ArrayList<>(mutation.writes().size());
        int before = next.images.size();
        try {
            for (int i = 0; i < mutation.writes().size(); i++) {
                results.add(switch (mutation.writes().get(i)) {
                    case Mutation.Put put -> put(next, put, pending, i);
                    case Mutation.Delete delete -> delete(next, delete.key(), pending.meta.get(i), mutation);
                });
            }
        } catch (RuntimeException refusal) {
            // All or nothing: the images of its earlier writes are dropped.
            next.images.subList(before, next.images.size()).clear();
            next.events.subList(before, next.events.size()).clear();
            next.changes.subList(before, next.changes.size()).clear();
            next.image = before == 0 ? loaded.image() : next.images.getLast();
            throw refusal;
        }
        if (!next.images.isEmpty()) {
            drafts.put(handle, next);
        }
        Committed committed = new Committed(next.image.version(), List.copyOf(results));
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

    private Optional<Stored> put(Draft draft, Mutation.Put put, Pending.OfObjects pending, int number) {
        Mutation mutation = pending.mutation;
        ObjectKey key = put.key();
        Optional<Stored> before = draft.image.find(key);
        if (before.isPresent() && unchanged(before.get(), put)) {
            return before;
        }
        for (String claim : put.fields().claims()) {
            Optional<ObjectKey> holder = draft.image.claimed(claim);
            if (holder.isPresent() && !holder.get().equals(key)) {
                throw new StoreException.Claimed(claim, holder.get());
            }
        }
        ResourceVersion version = draft.image.version().next();
        byte[] json = put.object().withVersion(version.value());
        Stored stored = new Stored(key, version, json, put.fields(), mutation.origin(), now, false);
        record(draft, draft.image.with(stored, version), new StoreEvent(version, key, before, Optional.of(stored), mutation.origin(), now),
                new LogRecord.Change(version.value(), before.isPresent() ? LogRecord.Verb.UPDATE : LogRecord.Verb.CREATE, key,
                        before.map(old -> old.version().value()).orElse(0L), pending.value(number, version.value(), now, json)));
        return Optional.of(stored);
    }

    private Optional<Stored> delete(Draft draft, ObjectKey key, byte[] meta, Mutation mutation) {
        Optional<Stored> before = draft.image.find(key);
        if (before.isEmpty()) {
            return before;
        }
        ResourceVersion version = draft.image.version().next();
        record(draft, draft.image.without(key, version), new StoreEvent(version, key, before, Optional.empty(), mutation.origin(), now),
                new LogRecord.Change(version.value(), LogRecord.Verb.DELETE, key, before.get().version().value(),
                        ValueCodec.value(version.value(), now, meta, new byte[0])));
        return before;
    }

    private void record(Draft draft, Image image, StoreEvent event, LogRecord.Change change) {
        draft.image = image;
        draft.images.add(image);
        draft.events.add(event);
        draft.changes.add(change);
    }

    /// The same bytes but for the version, which is the old one's own.
    private static boolean unchanged(Stored stored, Mutation.Put put) {
        byte[] head = put.object().head();
        byte[] tail = put.object().tail();
        byte[] bytes = stored.bytes();
        int digits = stored.version().toString().length();
        return !stored.opaque() && bytes.length == head.length + digits + tail.length
                && Arrays.equals(bytes, 0, head.length, head, 0, head.length)
                && Arrays.equals(bytes, head.length + digits, bytes.length, tail, 0, tail.length);
    }

    /// Puts the objects, each cluster's log record and, with its first write, its awake mark into the transaction.
    private void finish() {
        drafts.forEach((handle, draft) -> {
            LogRecord log = new LogRecord(draft.changes);
            byte[] bytes = log.bytes();
            draft.logBytes = bytes.length;
            operations.add(new Transaction.Put(keys.log(handle.id(), log.lastVersion()), bytes));
            // The last change of a key counts: a transaction touches no key twice.
            Map<ObjectKey, LogRecord.Change> last = new LinkedHashMap<>();
            draft.changes.forEach(change -> last.put(change.key(), change));
            for (LogRecord.Change change : last.values()) {
                byte[] key = keys.object(change.key());
                operations.add(switch (change.verb()) {
                    case DELETE -> new Transaction.Delete(key);
                    case CREATE, UPDATE -> new Transaction.Put(key, change.value().length < BY_REFERENCE
                            ? change.value()
                            : ValueCodec.reference(change.value(), log.lastVersion()));
                });
            }
            if (!draft.loaded.markedAwake()) {
                operations.add(new Transaction.Put(keys.awake(epochs.shard(), handle.id()), new byte[0]));
                landed.add(() -> draft.loaded.markAwake(true));
            }
        });
    }
}
