package dev.marina.store;

import dev.marina.api.ClusterId;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The clusters of the shards that this process owns, by id and by name.
final class ClusterIndex {

    private record Name(String tenant, String name) {}

    private final ConcurrentHashMap<ClusterId, ClusterHandle> byId = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Name, ClusterHandle> byName = new ConcurrentHashMap<>();

    void add(ClusterHandle handle) {
        byId.put(handle.id(), handle);
        byName.put(new Name(handle.record().tenant(), handle.record().name()), handle);
    }

    void remove(ClusterHandle handle) {
        byId.remove(handle.id(), handle);
        byName.remove(new Name(handle.record().tenant(), handle.record().name()), handle);
    }

    Optional<ClusterHandle> find(ClusterId id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<ClusterHandle> find(String tenant, String name) {
        return Optional.ofNullable(byName.get(new Name(tenant, name)));
    }

    Collection<ClusterHandle> all() {
        return byId.values();
    }
}
