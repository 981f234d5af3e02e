package dev.marina.store;

import dev.marina.store.backend.Backend;
import dev.marina.store.backend.BackendException;
import dev.marina.store.backend.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/// One shard's fence: a value that every transaction of the owner compares and advances. It makes a transaction apply at
/// most once and under one owner only, it tells after a lost answer whether a batch landed, and an applied one proves
/// ownership for a lease time from when it was sent. Used by the shard's thread; [#proven] by everybody.
final class Fence {

    /// What the fence's key holds. `writer` is random per process start, so that a value is recognised as one's own.
    record Value(long epoch, long batch, long writer) {

        static final Value NEVER_OWNED = new Value(0, 0, 0);

        byte[] bytes() {
            return new Packer(24).fixed(epoch).fixed(batch).fixed(writer).done();
        }

        static Value read(byte[] bytes) {
            Unpacker unpacker = new Unpacker(bytes, 0);
            return new Value(unpacker.fixed(), unpacker.fixed(), unpacker.fixed());
        }
    }

    /// How a batch ended.
    sealed interface Outcome {
        record Landed() implements Outcome {}
        /// It did not land and never will; sending it again may help.
        record Lost() implements Outcome {}
        /// It did not land because of what it contains.
        record Refused(Optional<BackendException.Refused> why) implements Outcome {}
        /// Another process owns the shard. Whether the batch landed before, nobody here knows.
        record Taken() implements Outcome {}
    }

    private final Backend backend;
    private final byte[] key;
    private final long writer;
    private final long leaseNanos;
    private final LongSupplier ticker;
    private final AtomicBoolean stopping;

    private volatile Value value = Value.NEVER_OWNED;
    private volatile long since;
    private volatile long provenUntil;
    private volatile boolean owned;

    Fence(Backend backend, byte[] key, long writer, long leaseNanos, LongSupplier ticker, AtomicBoolean stopping) {
        this.backend = backend;
        this.key = key;
        this.writer = writer;
        this.leaseNanos = leaseNanos;
        this.ticker = ticker;
        this.stopping = stopping;
    }

    long epoch() {
        return value.epoch();
    }

    /// The epoch with which this process's unbroken ownership began.
    long since() {
        return since;
    }

    /// Whether ownership is proven at this moment.
    boolean proven() {
        return owned && ticker.getAsLong() - provenUntil < 0;
    }

    boolean owned() {
        return owned;
    }

    /// Nanoseconds until the proof should be renewed: after a third of the lease.
    long untilTouch() {
        return provenUntil - leaseNanos * 2 / 3 - ticker.getAsLong();
    }

    /// What the fence holds now, whoever owns it.
    Optional<Value> look() {
        return backend.get(key).map(Value::read);
    }

    /// Becomes owner if the fence still holds `seen`.
    boolean take(Optional<Value> seen, List<Transaction.Operation> more) {
        Value mine = new Value(seen.map(Value::epoch).orElse(0L) + 1, 0, writer);
        List<Transaction.Operation> operations = new ArrayList<>(more);
        operations.add(new Transaction.Put(key, mine.bytes()));
        long sent = ticker.getAsLong();
        boolean applied = backend.apply(new Transaction(List.of(seen.<Transaction.Condition>map(this::is)
                .orElseGet(() -> new Transaction.Absent(key))), operations));
        if (applied) {
            since = mine.epoch();
            prove(mine, sent);
            owned = true;
        }
        return applied;
    }

    /// Carries out a batch under the fence. Comes back only when it is known what became of it.
    Outcome advance(List<Transaction.Condition> conditions, List<Transaction.Operation> operations) {
        Value before = value;
        Value next = new Value(before.epoch(), before.batch() + 1, writer);
        List<Transaction.Condition> all = new ArrayList<>(conditions.size() + 1);
        all.add(is(before));
        all.addAll(conditions);
        List<Transaction.Operation> whole = new ArrayList<>(operations.size() + 1);
        whole.addAll(operations);
        whole.add(new Transaction.Put(key, next.bytes()));
        long sent = ticker.getAsLong();
        boolean answered = false;
        try {
            if (backend.apply(new Transaction(all, whole))) {
                prove(next, sent);
                return new Outcome.Landed();
            }
            answered = true;
        } catch (BackendException.Refused refused) {
            return new Outcome.Refused(Optional.of(refused));
        } catch (BackendException.Doubtful _) {
            // Resolved below.
        }
        return resolve(next.batch(), answered && !conditions.isEmpty());
    }

    /// Replaces our epoch by a new one. The old value tells whether the batch landed, and a copy of it that is still on its
    /// way can no longer apply, because no epoch comes twice.
    private Outcome resolve(long batch, boolean conditionsMayHaveFailed) {
        Backoff backoff = new Backoff();
        while (!stopping.get()) {
            try {
                long sent = ticker.getAsLong();
                Optional<Value> found = look();
                if (found.isEmpty() || found.get().writer() != writer) {
                    owned = false;
                    return new Outcome.Taken();
                }
                Value renewed = new Value(found.get().epoch() + 1, found.get().batch(), writer);
                if (backend.apply(new Transaction(List.of(is(found.get())), List.of(new Transaction.Put(key, renewed.bytes()))))) {
                    prove(renewed, sent);
                    if (renewed.batch() == batch) {
                        return new Outcome.Landed();
                    }
                    return conditionsMayHaveFailed ? new Outcome.Refused(Optional.empty()) : new Outcome.Lost();
                }
            } catch (BackendException _) {
                backoff.pause();
            }
        }
        owned = false;
        return new Outcome.Taken();
    }

    /// The owner's last transaction; sent once, and what becomes of it is not asked.
    Transaction last(Transaction.Operation operation) {
        Value end = new Value(value.epoch(), value.batch() + 1, writer);
        return new Transaction(List.of(is(value)), List.of(operation, new Transaction.Put(key, end.bytes())));
    }

    void release() {
        owned = false;
    }

    private Transaction.Condition is(Value expected) {
        return new Transaction.ValueIs(key, expected.bytes());
    }

    private void prove(Value newValue, long sent) {
        value = newValue;
        provenUntil = sent + leaseNanos;
    }

    @Override
    public String toString() {
        return "Fence[%s %s]".formatted(Arrays.toString(key), value);
    }
}
