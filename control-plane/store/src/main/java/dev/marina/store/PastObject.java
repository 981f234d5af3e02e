package dev.marina.store;

import dev.marina.api.ObjectKey;
import java.util.Optional;
import java.util.function.Supplier;

/// An object as a change left it.
///
/// @param gone whether the change deleted it
/// @param weight how many bytes it takes
/// @param value empty where it cannot be read
record PastObject(ObjectKey key, long version, boolean gone, int weight, Supplier<Optional<Stored>> value) {

    static PastObject of(Stored stored) {
        return new PastObject(stored.key(), stored.version().value(), false, stored.bytes().length,
                () -> Optional.of(stored).filter(object -> !object.opaque()));
    }
}
