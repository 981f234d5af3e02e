package dev.marina.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// The latest events of one type in one cluster, and the cursors that wait for more. Events are appended by the shard's
/// thread alone; cursors read without a lock: they take the ring, copy, and look whether the floor has passed them meanwhile.
final class EventWindow {

    /// What an event is reckoned to take beside its bytes: records, keys, fields.
    private static final int OVERHEAD = 256;

    private record Ring(StoreEvent[] events) {
        StoreEvent at(long place) {
            return events[(int) place & events.length - 1];
        }
    }

    private volatile Ring ring = new Ring(new StoreEvent[8]);
    /// The place of the oldest event kept, and the place after the newest.
    private volatile long first;
    private volatile long next;
    /// Events up to this version are gone, or never were.
    private volatile long floor;

    private long bytes;

    /// Guards the sets of cursors; held for a few steps only.
    private final ReentrantLock cursors = new ReentrantLock();
    private final Set<Cursor> everything = new LinkedHashSet<>(4);
    private final Map<String, Set<Cursor>> byField = new HashMap<>(4);

    EventWindow(long floor) {
        this.floor = floor;
    }

    long floor() {
        return floor;
    }

    long bytes() {
        return bytes;
    }

    // -- by the shard's thread

    void append(StoreEvent event) {
        Ring now = ring;
        if (next - first == now.events().length) {
            now = grown(now);
        }
        now.events()[(int) next & now.events().length - 1] = event;
        bytes += size(event);
        next = next + 1;
    }

    /// Forgets the oldest quarter.
    void shrink() {
        forget((next - first) / 4 + 1);
    }

    /// Forgets what is older than `oldest`; true when nothing is left.
    boolean expire(java.time.Instant oldest) {
        long old = 0;
        while (first + old < next && ring.at(first + old).time().isBefore(oldest)) {
            old++;
        }
        forget(old);
        return first == next;
    }

    void clear(long newFloor) {
        forget(next - first);
        floor = Math.max(floor, newFloor);
        ring = new Ring(new StoreEvent[8]);
    }

    private void forget(long count) {
        long end = Math.min(first + count, next);
        for (long place = first; place < end; place++) {
            StoreEvent event = ring.at(place);
            bytes -= size(event);
            // The floor rises before the slot is emptied: a reader that finds it empty finds the new floor too.
            floor = event.version().value();
            first = place + 1;
            ring.events()[(int) place & ring.events().length - 1] = null;
        }
    }

    private Ring grown(Ring old) {
        Ring larger = new Ring(new StoreEvent[old.events().length * 2]);
        for (long place = first; place < next; place++) {
            larger.events()[(int) place & larger.events().length - 1] = old.at(place);
        }
        ring = larger;
        return larger;
    }

    private static long size(StoreEvent event) {
        return OVERHEAD + event.previous().map(stored -> stored.bytes().length).orElse(0) + event.current().map(stored -> stored.bytes().length).orElse(0);
    }

    // -- by cursors

    /// The events after `version`, at most `limit` of them, or null when some of them are gone.
    List<StoreEvent> after(long version, int limit) {
        while (version >= floor) {
            long start = first;
            long end = next;
            List<StoreEvent> events = copy(ring, start, end, version, limit);
            // Had anything been forgotten meanwhile, a slot might hold another event than we took it for.
            if (events != null && first == start) {
                return events;
            }
            Thread.onSpinWait();
        }
        return null;
    }

    private static List<StoreEvent> copy(Ring ring, long start, long end, long version, int limit) {
        long low = start;
        long high = end;
        while (low < high) {
            long middle = (low + high) >>> 1;
            StoreEvent event = ring.at(middle);
            if (event == null) {
                return null;
            }
            if (event.version().value() <= version) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        List<StoreEvent> events = new ArrayList<>((int) Math.min(end - low, limit));
        for (long place = low; place < end && events.size() < limit; place++) {
            events.add(ring.at(place));
        }
        return events;
    }

    // -- waking

    void add(Cursor cursor) {
        cursors.lock();
        try {
            setFor(cursor).add(cursor);
        } finally {
            cursors.unlock();
        }
    }

    void remove(Cursor cursor) {
        cursors.lock();
        try {
            setFor(cursor).remove(cursor);
            byField.values().removeIf(Set::isEmpty);
        } finally {
            cursors.unlock();
        }
    }

    private Set<Cursor> setFor(Cursor cursor) {
        WatchFilter filter = cursor.filter();
        return filter.field().isEmpty() ? everything : byField.computeIfAbsent(filter.field() + "=" + filter.value(), _ -> new LinkedHashSet<>(2));
    }

    boolean watched() {
        cursors.lock();
        try {
            return !everything.isEmpty() || !byField.isEmpty();
        } finally {
            cursors.unlock();
        }
    }

    List<Cursor> cursors() {
        cursors.lock();
        try {
            List<Cursor> all = new ArrayList<>(everything);
            byField.values().forEach(all::addAll);
            return all;
        } finally {
            cursors.unlock();
        }
    }

    /// Adds the cursors that one of the events may be for.
    void interested(List<StoreEvent> events, Collection<Cursor> woken) {
        cursors.lock();
        try {
            woken.addAll(everything);
            if (byField.isEmpty()) {
                return;
            }
            for (StoreEvent event : events) {
                event.previous().ifPresent(stored -> addByField(stored, woken));
                event.current().ifPresent(stored -> addByField(stored, woken));
            }
        } finally {
            cursors.unlock();
        }
    }

    private void addByField(Stored stored, Collection<Cursor> woken) {
        stored.fields().selectable().forEach((field, value) -> {
            Set<Cursor> set = byField.get(field + "=" + value);
            if (set != null) {
                woken.addAll(set);
            }
        });
    }
}
