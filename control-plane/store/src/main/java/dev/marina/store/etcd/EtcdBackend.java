package dev.marina.store.etcd;

import com.google.protobuf.UnsafeByteOperations;
import dev.marina.store.backend.Backend;
import dev.marina.store.backend.BackendException;
import dev.marina.store.backend.Transaction;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.common.exception.ErrorCode;
import io.etcd.jetcd.common.exception.EtcdException;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// etcd as a backend. Futures are joined here; nothing of jetcd leaves the package. etcd's watch and history are not used:
/// the store keeps a log of its own.
public final class EtcdBackend implements Backend {

    /// etcd's default for one request is 1.5 MiB; some of it goes to lengths and tags.
    private static final int LARGEST = 1536 * 1024 - 8 * 1024;

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final EtcdConnection connection;

    private EtcdBackend(EtcdConnection connection) {
        this.connection = connection;
    }

    /// Does not wait for an answer: a server that is not there yet is found when it is.
    ///
    /// @param endpoints such as `http://127.0.0.1:2379`
    public static EtcdBackend connect(List<String> endpoints) {
        return connect(endpoints, Optional.empty());
    }

    /// @param endpoints such as `https://127.0.0.1:2379`
    public static EtcdBackend connect(List<String> endpoints, Optional<EtcdTls> tls) {
        return new EtcdBackend(new EtcdConnection(endpoints, tls));
    }

    @Override
    public boolean apply(Transaction transaction) {
        Cmp[] conditions = transaction.conditions().stream().map(EtcdBackend::compare).toArray(Cmp[]::new);
        Op[] operations = transaction.operations().stream().map(EtcdBackend::operation).toArray(Op[]::new);
        TxnResponse response = answer(connection.kv().txn().If(conditions).Then(operations).commit());
        return response.isSucceeded();
    }

    private static Cmp compare(Transaction.Condition condition) {
        return switch (condition) {
            case Transaction.ValueIs(byte[] key, byte[] value) -> new Cmp(sequence(key), Cmp.Op.EQUAL, CmpTarget.value(sequence(value)));
            case Transaction.Absent(byte[] key) -> new Cmp(sequence(key), Cmp.Op.EQUAL, CmpTarget.version(0));
        };
    }

    private static Op operation(Transaction.Operation operation) {
        return switch (operation) {
            case Transaction.Put(byte[] key, byte[] value) -> Op.put(sequence(key), sequence(value), PutOption.DEFAULT);
            case Transaction.Delete(byte[] key) -> Op.delete(sequence(key), DeleteOption.DEFAULT);
            case Transaction.DeleteRange(byte[] from, byte[] to) ->
                Op.delete(sequence(from), DeleteOption.builder().withRange(sequence(to)).build());
        };
    }

    @Override
    public Optional<byte[]> get(byte[] key) {
        GetResponse response = answer(connection.kv().get(sequence(key)));
        return response.getKvs().stream().findFirst().map(found -> found.getValue().getBytes());
    }

    @Override
    public List<Entry> range(byte[] from, byte[] to, int limit) {
        GetOption option = GetOption.builder().withRange(sequence(to)).withLimit(limit).build();
        return answer(connection.kv().get(sequence(from), option)).getKvs().stream()
                .map(found -> new Entry(found.getKey().getBytes(), found.getValue().getBytes(), found.getModRevision())).toList();
    }

    @Override
    public List<byte[]> keys(byte[] from, byte[] to, int limit) {
        GetOption option = GetOption.builder().withRange(sequence(to)).withLimit(limit).withKeysOnly(true).build();
        return answer(connection.kv().get(sequence(from), option)).getKvs().stream().map(KeyValue::getKey).map(ByteSequence::getBytes).toList();
    }

    @Override
    public int largestTransaction() {
        return LARGEST;
    }

    @Override
    public void close() {
        connection.close();
    }

    private <T> T answer(CompletableFuture<T> future) {
        try {
            return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            connection.suspect(true);
            throw new BackendException.Doubtful("etcd did not answer within " + TIMEOUT, e);
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new BackendException.Doubtful("the wait for etcd was interrupted", e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    private BackendException failure(Throwable cause) {
        if (refusesContent(cause)) {
            return new BackendException.Refused(cause.getMessage(), cause);
        }
        connection.suspect(false);
        return new BackendException.Doubtful("etcd: " + cause.getMessage(), cause);
    }

    /// Refused by etcd before it was proposed: too large, too many operations, a key twice.
    private static boolean refusesContent(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case EtcdException e when e.getErrorCode() == ErrorCode.INVALID_ARGUMENT -> true;
            case EtcdException e when e.getErrorCode() == ErrorCode.RESOURCE_EXHAUSTED -> message.contains("message larger than max");
            case StatusRuntimeException e -> refusesContent(e.getStatus());
            case StatusException e -> refusesContent(e.getStatus());
            default -> false;
        };
    }

    private static boolean refusesContent(Status status) {
        return status.getCode() == Status.Code.INVALID_ARGUMENT
                || status.getCode() == Status.Code.RESOURCE_EXHAUSTED && String.valueOf(status.getDescription()).contains("message larger than max");
    }

    private static ByteSequence sequence(byte[] bytes) {
        return ByteSequence.from(UnsafeByteOperations.unsafeWrap(bytes));
    }
}
