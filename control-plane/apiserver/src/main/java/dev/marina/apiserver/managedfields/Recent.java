package dev.marina.apiserver.managedfields;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Remembers what was asked for lately: so many entries and bytes twice over, of which the older half is forgotten at once. For any number of
/// threads, none of which waits to find something.
final class Recent<K, V> {

    private final int most;
    private final long mostBytes;
    private volatile Half young = new Half();
    private volatile Half old = new Half();

    Recent(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    private record Entry<V>(V value, long bytes) {}

    private final class Half {
        private final Map<K, Entry<V>> entries = new ConcurrentHashMap<>();
        /// Guarded by the cache.
        private long bytes;
    }

    /// Null where it is not known.
    V find(K key) {
        Entry<V> known = young.entries.get(key);
        if (known != null) {
            return known.value();
        }
        known = old.entries.get(key);
        if (known == null) {
            return null;
        }
        keep(key, known);
        return known.value();
    }

    void keep(K key, V value, long bytes) {
        keep(key, new Entry<>(value, bytes));
    }

    private synchronized void keep(K key, Entry<V> entry) {
        if (young.entries.putIfAbsent(key, entry) != null) {
            return;
        }
        young.bytes += entry.bytes();
        if (young.entries.size() >= most || young.bytes >= mostBytes) {
            old = young;
            young = new Half();
        }
    }

    /// For tests.
    int size() {
        return young.entries.size() + old.entries.size();
    }
}
