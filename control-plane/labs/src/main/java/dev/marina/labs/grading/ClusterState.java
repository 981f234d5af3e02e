package dev.marina.labs.grading;

import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.store.ClusterImage;
import dev.marina.store.Stored;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A cluster after one of its changes: a later image, but for what changed in between.
///
/// @param before what was there of objects that have changed since; empty for one that was not there
public record ClusterState(ClusterImage image, Map<ObjectKey, Optional<Stored>> before) {

    Optional<Stored> find(ObjectKey key) {
        Optional<Stored> known = before.get(key);
        return (known != null ? known : image.find(key)).filter(stored -> !stored.opaque());
    }

    /// `namespace` "" means all.
    List<Stored> list(GroupResource resource, String namespace, int most) {
        try (Stream<Stored> now = image.list(resource, namespace)) {
            Stream<Stored> same = now.filter(stored -> !before.containsKey(stored.key()));
            Stream<Stored> other = before.entrySet().stream()
                    .filter(entry -> entry.getKey().resource().equals(resource) && (namespace.isEmpty() || entry.getKey().namespace().equals(namespace)))
                    .flatMap(entry -> entry.getValue().stream());
            return Stream.concat(same, other).filter(stored -> !stored.opaque()).limit(most).toList();
        }
    }
}
