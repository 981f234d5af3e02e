package dev.marina.store;

import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import java.time.Instant;
import java.util.Optional;

/// One change of one object. Exactly one of `previous` and `current` is empty for creations and deletions.
///
/// @param version the change's version; a deletion has one of its own
public record StoreEvent(ResourceVersion version, ObjectKey key, Optional<Stored> previous, Optional<Stored> current,
        Origin origin, Instant time) {

    public boolean deletion() {
        return current.isEmpty();
    }

    public boolean creation() {
        return previous.isEmpty();
    }
}
