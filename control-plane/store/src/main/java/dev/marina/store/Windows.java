package dev.marina.store;

import dev.marina.api.GroupResource;
import dev.marina.api.ResourceVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The event windows of one cluster: one per type, made with the type's first event or first watcher, all within one byte
/// budget. Outlives the cluster's sleep while somebody watches.
final class Windows {

    private final long budget;
    private final Map<GroupResource, EventWindow> byType = new ConcurrentHashMap<>(4);
    /// Where windows begin that are made later: there were no events of their type since.
    private volatile long floor;
    /// Every event up to this version is in its window.
    private volatile long version;
    private volatile StoreException ended;

    Windows(long budget, long version) {
        this.budget = budget;
        this.floor = version;
        this.version = version;
    }

    /// Windows with the events after `newFloor` that were read back from the log.
    static Windows restored(long budget, long newFloor, long version, List<StoreEvent> events) {
        Windows windows = new Windows(budget, newFloor);
        windows.append(events, version);
        return windows;
    }

    long version() {
        return version;
    }

    Optional<StoreException> ended() {
        return Optional.ofNullable(ended);
    }

    EventWindow of(GroupResource resource) {
        return byType.computeIfAbsent(resource, _ -> new EventWindow(floor));
    }

    /// By the shard's thread: makes the events readable. Waking comes after, by whom [#interested] names.
    void append(List<StoreEvent> events, long newVersion) {
        for (StoreEvent event : events) {
            of(event.key().resource()).append(event);
        }
        keepBudget();
        version = newVersion;
    }

    /// The change of this version, whatever its type.
    Optional<StoreEvent> find(long wanted) {
        return byType.values().stream().map(window -> window.after(wanted - 1, 1)).filter(Objects::nonNull).flatMap(List::stream)
                .filter(event -> event.version().value() == wanted).findFirst();
    }

    /// By type.
    List<StoreXray.Window> all() {
        return byType.entrySet().stream().sorted(Map.Entry.comparingByKey()).map(each -> new StoreXray.Window(each.getKey(),
                new ResourceVersion(each.getValue().floor()), each.getValue().bytes(), each.getValue().cursors().size())).toList();
    }

    private void keepBudget() {
        long bytes = bytes();
        while (bytes > budget) {
            EventWindow largest = null;
            for (EventWindow window : byType.values()) {
                largest = largest == null || window.bytes() > largest.bytes() ? window : largest;
            }
            if (largest == null || largest.bytes() == 0) {
                return;
            }
            bytes -= largest.bytes();
            largest.shrink();
            bytes += largest.bytes();
        }
    }

    long bytes() {
        long bytes = 0;
        for (EventWindow window : byType.values()) {
            bytes += window.bytes();
        }
        return bytes;
    }

    Collection<Cursor> interested(List<StoreEvent> events) {
        Map<GroupResource, List<StoreEvent>> grouped = new LinkedHashMap<>(4);
        for (StoreEvent event : events) {
            grouped.computeIfAbsent(event.key().resource(), _ -> new ArrayList<>(events.size())).add(event);
        }
        Set<Cursor> woken = new LinkedHashSet<>();
        grouped.forEach((resource, ofType) -> of(resource).interested(ofType, woken));
        return woken;
    }

    /// By the shard's thread: forgets old events. True when none are left.
    boolean expire(Instant oldest) {
        boolean empty = true;
        for (EventWindow window : byType.values()) {
            empty &= window.expire(oldest);
        }
        return empty;
    }

    /// By the shard's thread, when the cluster falls asleep: forgets every event, but not who watches.
    void rest() {
        floor = version;
        byType.values().forEach(window -> window.clear(version));
    }

    boolean watched() {
        return byType.values().stream().anyMatch(EventWindow::watched);
    }

    /// Ends every watch with this reason.
    void end(StoreException reason) {
        ended = reason;
        byType.values().forEach(window -> window.cursors().forEach(Cursor::wake));
    }
}
