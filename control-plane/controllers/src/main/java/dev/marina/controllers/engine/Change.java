package dev.marina.controllers.engine;

import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import java.util.Optional;
import java.util.stream.Stream;

/// A change while it is mapped to keys: what it was about is decoded once for all controllers that look at it, however far others who follow the
/// store have come meanwhile. Of the mapping thread.
final class Change {

    private final StoreEvent event;
    private final Snapshot snapshot;
    private Optional<?> before;
    private Optional<?> now;

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
    <T> Stream<T> versions(Class<T> model) {
        if (before == null) {
            before = decoded(event.previous(), model);
            now = decoded(event.current(), model);
        }
        return Stream.of(before, now).flatMap(Optional::stream).filter(model::isInstance).map(model::cast);
    }

    private <T> Optional<T> decoded(Optional<Stored> stored, Class<T> model) {
        return stored.flatMap(each -> snapshot.decoder().decode(each, model));
    }
}
