package dev.marina.apiserver.endpoint;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// What was made of an object or of a change, for whoever wants the same next: a row of a table, a line of a watch. A source is
/// told by identity, since the store's images and windows hand out the same one to all. Beyond the budget what was made first is
/// forgotten first, and made again when it is wanted. For any number of threads; two that come at once may both make it.
public final class SharedForms {

    /// What an entry is reckoned to take beside what it holds.
    private static final int OVERHEAD = 160;

    private final long mostBytes;
    private final Map<Key, Sized> made = new ConcurrentHashMap<>();
    private final Queue<Key> order = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();

    public SharedForms(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    long mostBytes() {
        return mostBytes;
    }

    interface Sized {
        long size();
    }

    /// What was made already; null where nothing was.
    @SuppressWarnings("unchecked")
    <T extends Sized> T find(Object source, Object form) {
        return (T) made.get(new Key(source, form));
    }

    /// @param form names what is made; equal forms of one source are the same
    @SuppressWarnings("unchecked")
    <T extends Sized> T of(Object source, Object form, Supplier<T> make) {
        Key key = new Key(source, form);
        Sized known = made.get(key);
        if (known != null) {
            return (T) known;
        }
        T fresh = make.get();
        if (made.putIfAbsent(key, fresh) == null) {
            order.add(key);
            if (bytes.addAndGet(fresh.size() + OVERHEAD) > mostBytes) {
                forget();
            }
        }
        return fresh;
    }

    private void forget() {
        while (bytes.get() > mostBytes) {
            Key oldest = order.poll();
            if (oldest == null) {
                return;
            }
            Sized gone = made.remove(oldest);
            if (gone != null) {
                bytes.addAndGet(-gone.size() - OVERHEAD);
            }
        }
    }

    long bytes() {
        return bytes.get();
    }

    private record Key(Object source, Object form) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && source == key.source && form.equals(key.form);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(source) * 31 + form.hashCode();
        }
    }
}
