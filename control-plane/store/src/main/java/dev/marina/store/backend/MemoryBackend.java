package dev.marina.store.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps everything in memory, for tests and embedding. It outlives the stores that use it, so that a test can reopen one.
public final class MemoryBackend implements Backend {

    private static final int LARGEST = 1536 * 1024;
    private static final int MOST_OPERATIONS = 128;

    private record Kept(byte[] value, long revision) {}

    /// Guards what follows.
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<byte[], Kept> map = new TreeMap<>(Arrays::compareUnsigned);
    private long revision;

    @Override
    public boolean apply(Transaction transaction) {
        refuseAsEtcdDoes(transaction);
        lock.lock();
        try {
            if (!transaction.conditions().stream().allMatch(this::holds)) {
                return false;
            }
            revision++;
            transaction.operations().forEach(this::carryOut);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static void refuseAsEtcdDoes(Transaction transaction) {
        if (transaction.bytes() > LARGEST) {
            throw new BackendException.Refused("a transaction of %d bytes is too large".formatted(transaction.bytes()), null);
        }
        if (transaction.operations().size() > MOST_OPERATIONS || transaction.conditions().size() > MOST_OPERATIONS) {
            throw new BackendException.Refused("a transaction of %d operations is too large".formatted(transaction.operations().size()), null);
        }
        TreeSet<byte[]> touched = new TreeSet<>(Arrays::compareUnsigned);
        for (Transaction.Operation operation : transaction.operations()) {
            boolean twice = switch (operation) {
                case Transaction.Put(byte[] key, byte[] _) -> !touched.add(key);
                case Transaction.Delete(byte[] key) -> !touched.add(key);
                case Transaction.DeleteRange(byte[] from, byte[] to) -> !touched.subSet(from, to).isEmpty();
            };
            if (twice) {
                throw new BackendException.Refused("a key twice in one transaction", null);
            }
        }
    }

    private boolean holds(Transaction.Condition condition) {
        return switch (condition) {
            case Transaction.ValueIs(byte[] key, byte[] value) -> map.containsKey(key) && Arrays.equals(map.get(key).value(), value);
            case Transaction.Absent(byte[] key) -> !map.containsKey(key);
        };
    }

    private void carryOut(Transaction.Operation operation) {
        switch (operation) {
            case Transaction.Put(byte[] key, byte[] value) -> map.put(key, new Kept(value, revision));
            case Transaction.Delete(byte[] key) -> map.remove(key);
            case Transaction.DeleteRange(byte[] from, byte[] to) -> map.subMap(from, to).clear();
        }
    }

    @Override
    public Optional<byte[]> get(byte[] key) {
        lock.lock();
        try {
            return Optional.ofNullable(map.get(key)).map(Kept::value);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Entry> range(byte[] from, byte[] to, int limit) {
        lock.lock();
        try {
            List<Entry> entries = new ArrayList<>();
            NavigableMap<byte[], Kept> part = map.subMap(from, true, to, false);
            for (Map.Entry<byte[], Kept> entry : part.entrySet()) {
                if (entries.size() == limit) {
                    break;
                }
                entries.add(new Entry(entry.getKey(), entry.getValue().value(), entry.getValue().revision()));
            }
            return entries;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<byte[]> keys(byte[] from, byte[] to, int limit) {
        return range(from, to, limit).stream().map(Entry::key).toList();
    }

    @Override
    public int largestTransaction() {
        return LARGEST;
    }

    @Override
    public void close() {}
}
