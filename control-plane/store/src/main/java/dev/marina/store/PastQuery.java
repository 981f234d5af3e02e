package dev.marina.store;

import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import java.util.Optional;

/// Which objects of the past are asked for, in the order of type, namespace and name.
///
/// @param resource empty for every type
/// @param namespace "" for all
/// @param name "" for all
/// @param after where the page before ended
/// @param limit how many at most; a page may have fewer, even none, and yet not be the last
public record PastQuery(Optional<GroupResource> resource, String namespace, String name, Optional<ObjectKey> after, int limit) {

    boolean asksFor(ObjectKey key) {
        return resource.map(key.resource()::equals).orElse(true) && (namespace.isEmpty() || namespace.equals(key.namespace()))
                && (name.isEmpty() || name.equals(key.name())) && after.map(before -> Image.BY_TYPE_AND_PLACE.compare(key, before) > 0).orElse(true);
    }
}
