package dev.marina.store.backend;

import java.util.List;
import java.util.Optional;

/// A durable ordered map of bytes with transactions: all that the store asks of the outside. Two implementations, one
/// contract test. Every method may be called from any thread and blocks until there is an answer or none can be had.
public interface Backend extends AutoCloseable {

    /// Applies all operations if every condition holds, else none. Durable when it returns true.
    ///
    /// False says only that the conditions did not hold when this copy of the request arrived: an earlier copy may have
    /// been applied. Throws [BackendException.Refused] when nothing happened nor ever will, because of what the transaction
    /// contains, and [BackendException.Doubtful] when it may have happened, or may happen yet.
    boolean apply(Transaction transaction);

    Optional<byte[]> get(byte[] key);

    /// The entries with `from` <= key < `to` in order, at most `limit`.
    List<Entry> range(byte[] from, byte[] to, int limit);

    /// The same without values.
    List<byte[]> keys(byte[] from, byte[] to, int limit);

    /// How many bytes of keys and values a transaction may have.
    int largestTransaction();

    @Override
    void close();

    /// @param revision of the whole backend, at which the entry was written last
    record Entry(byte[] key, byte[] value, long revision) {}
}
