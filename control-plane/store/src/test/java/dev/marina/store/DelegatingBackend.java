package dev.marina.store;

import dev.marina.store.backend.Backend;
import dev.marina.store.backend.Transaction;
import java.util.List;
import java.util.Optional;

/// A connection to a storage that is somebody else's: closing it closes nothing. What a test wants otherwise, it overrides.
abstract class DelegatingBackend implements Backend {

    final Backend storage;

    DelegatingBackend(Backend storage) {
        this.storage = storage;
    }

    @Override
    public boolean apply(Transaction transaction) {
        return storage.apply(transaction);
    }

    @Override
    public Optional<byte[]> get(byte[] key) {
        return storage.get(key);
    }

    @Override
    public List<Entry> range(byte[] from, byte[] to, int limit) {
        return storage.range(from, to, limit);
    }

    @Override
    public List<byte[]> keys(byte[] from, byte[] to, int limit) {
        return storage.keys(from, to, limit);
    }

    @Override
    public int largestTransaction() {
        return storage.largestTransaction();
    }

    @Override
    public void close() {}
}
