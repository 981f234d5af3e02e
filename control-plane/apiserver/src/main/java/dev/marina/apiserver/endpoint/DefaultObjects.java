package dev.marina.apiserver.endpoint;

import dev.marina.api.GroupResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The default objects of all clusters, shared by all of them.
public record DefaultObjects(Map<GroupResource, TreeMap<String, DefaultObject>> byResource) {

    public static DefaultObjects of(List<DefaultObject> objects) {
        Map<GroupResource, TreeMap<String, DefaultObject>> byResource = new java.util.HashMap<>();
        objects.forEach(object -> byResource.computeIfAbsent(object.resource(), _ -> new TreeMap<>()).put(object.name(), object));
        return new DefaultObjects(byResource);
    }

    Optional<DefaultObject> find(GroupResource resource, String name) {
        TreeMap<String, DefaultObject> ofResource = byResource.get(resource);
        return ofResource == null ? Optional.empty() : Optional.ofNullable(ofResource.get(name));
    }

    public Iterable<DefaultObject> of(GroupResource resource) {
        TreeMap<String, DefaultObject> ofResource = byResource.get(resource);
        return ofResource == null ? List.of() : ofResource.values();
    }
}
