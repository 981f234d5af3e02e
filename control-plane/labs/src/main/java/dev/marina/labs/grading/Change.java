package dev.marina.labs.grading;

import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import java.time.Instant;
import java.util.Optional;

/// A change of an object that a run looks at.
///
/// @param before empty for a creation
/// @param time real time
public record Change(ResourceVersion version, ObjectKey key, Optional<Stored> before, Instant time) {

    public static Change of(StoreEvent event) {
        return new Change(event.version(), event.key(), event.previous(), event.time());
    }
}
