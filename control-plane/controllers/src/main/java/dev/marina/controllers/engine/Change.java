package dev.marina.controllers.engine;

import dev.marina.store.StoreEvent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A change while it is mapped to keys: what it was about is decoded once for all controllers that look at it, however far others who follow the
/// store have come meanwhile. Of the mapping thread.
final class Change {

    private final StoreEvent event;
    private final Snapshot snapshot;
    /// Null until somebody asks.
    private List<Object> versions;

    Change(StoreEvent event, Snapshot snapshot) {
        this.event = event;
        this.snapshot = snapshot;
    }

    StoreEvent event() {
        return event;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /// The object before and after it, as far as there is one that can be read.
    ///
    /// @param model of what has changed
    @SuppressWarnings("unchecked")
    <T> List<T> versions(Class<T> model) {
        if (versions == null) {
            versions = Stream.of(event.previous(), event.current()).flatMap(Optional::stream)
                    .flatMap(stored -> snapshot.decoder().decode(stored, model).stream()).map(Object.class::cast).toList();
        }
        return (List<T>) versions;
    }
}
