package dev.marina.store;

import dev.marina.api.ClusterId;
import dev.marina.store.backend.Transaction;
import dev.marina.store.seal.Keyring;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// A write that waits for its shard's committer, and the answer its writer waits for.
abstract sealed class Pending {

    final ClusterHandle handle;
    final CompletableFuture<Committed> answer = new CompletableFuture<>();

    private Pending(ClusterHandle handle) {
        this.handle = handle;
    }

    /// What it takes of a batch.
    abstract long bytes();

    abstract int operations();

    /// What must not be touched twice in one batch.
    abstract Set<Object> keys();

    void refuse(StoreException reason) {
        answer.completeExceptionally(reason);
    }

    /// Changes of objects. What can be encoded before the version is known is encoded here, on the writer's thread.
    static final class OfObjects extends Pending {

        final Mutation mutation;
        /// One per write: the encoded fields and origin.
        final List<byte[]> meta;
        /// One per write: the sealed object, or null for what lies in clear.
        private final List<byte[]> sealed;
        private final long bytes;
        private final Set<Object> keys;

        OfObjects(ClusterHandle handle, Mutation mutation) {
            super(handle);
            this.mutation = mutation;
            List<byte[]> encoded = new ArrayList<>(mutation.writes().size());
            this.sealed = new ArrayList<>(mutation.writes().size());
            Set<Object> touched = HashSet.newHashSet(mutation.writes().size());
            long sum = 0;
            for (Mutation.Write write : mutation.writes()) {
                touched.add(write.key());
                byte[] meta = switch (write) {
                    case Mutation.Put put -> ValueCodec.meta(put.fields(), mutation.origin());
                    case Mutation.Delete _ -> ValueCodec.meta(Fields.NONE, mutation.origin());
                };
                encoded.add(meta);
                sealed.add(write instanceof Mutation.Put put && handle.seals(put.key().resource()) ? seal(put) : null);
                sum += BatchPlan.bytes(write, meta);
            }
            this.meta = encoded;
            this.bytes = sum;
            this.keys = touched;
        }

        private byte[] seal(Mutation.Put put) {
            return ValueCodec.sealed(handle.keyring(), put.key(), put.object());
        }

        /// The value of the write with this number, which is a [Mutation.Put]. Usually it was sealed long before; only what waited
        /// while the cluster got another key is sealed again here.
        byte[] value(int number, long version, Instant now, byte[] json) {
            Mutation.Put put = (Mutation.Put) mutation.writes().get(number);
            if (!handle.seals(put.key().resource())) {
                return ValueCodec.value(version, now, meta.get(number), json);
            }
            byte[] early = sealed.get(number);
            boolean current = early != null && Keyring.numberOf(early) == handle.keyring().newest().orElseThrow().number();
            return ValueCodec.sealedValue(version, now, meta.get(number), current ? early : seal(put));
        }

        @Override
        long bytes() {
            return bytes;
        }

        @Override
        int operations() {
            return mutation.writes().size();
        }

        @Override
        Set<Object> keys() {
            return keys;
        }
    }

    /// A change of a cluster's record, or of its keys as a whole.
    static final class OfRecord extends Pending {

        /// Asked on the committer's thread: what to do now, or a [StoreException] when it may not be done any more.
        interface Step {
            Work work();
        }

        /// @param landed run on the committer's thread when it is durable
        /// @param weight what it costs the backend, in bytes
        record Work(List<Transaction.Condition> conditions, List<Transaction.Operation> operations, Runnable landed, StoreException otherwise) {}

        final Step step;
        private final Object key;
        private final int operations;
        private final long weight;

        OfRecord(ClusterHandle handle, int operations, long weight, Step step) {
            this(handle, handle.id(), operations, weight, step);
        }

        /// @param key what only one write of a batch may touch
        OfRecord(ClusterHandle handle, Object key, int operations, long weight, Step step) {
            super(handle);
            this.key = key;
            this.step = step;
            this.operations = operations;
            this.weight = weight;
        }

        @Override
        long bytes() {
            return weight;
        }

        @Override
        int operations() {
            return operations;
        }

        @Override
        Set<Object> keys() {
            return Set.of(key);
        }
    }

}
