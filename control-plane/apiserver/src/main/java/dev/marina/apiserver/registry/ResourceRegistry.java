package dev.marina.apiserver.registry;

import dev.marina.api.GroupVersionKind;
import dev.marina.api.GroupVersionResource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// An immutable snapshot of every served type. A change publishes a new registry.
public final class ResourceRegistry {

    private final Map<GroupVersionResource, ResourceDefinition> definitions;

    private ResourceRegistry(Map<GroupVersionResource, ResourceDefinition> definitions) {
        this.definitions = definitions;
    }

    public static ResourceRegistry of(Collection<ResourceDefinition> definitions) {
        Map<GroupVersionResource, ResourceDefinition> map = new LinkedHashMap<>();
        for (ResourceDefinition definition : definitions) {
            if (map.put(definition.resource(), definition) != null) {
                throw new IllegalArgumentException(definition.resource() + " is defined twice");
            }
        }
        return new ResourceRegistry(map);
    }

    public Optional<ResourceDefinition> find(GroupVersionResource resource) {
        return Optional.ofNullable(definitions.get(resource));
    }

    public Optional<ResourceDefinition> find(GroupVersionKind kind) {
        return definitions.values().stream().filter(definition -> definition.kind().equals(kind)).findFirst();
    }

    /// Whether any type of this group and version is served.
    public boolean serves(String group, String version) {
        return definitions.keySet().stream().anyMatch(resource -> resource.group().equals(group) && resource.version().equals(version));
    }

    public Collection<ResourceDefinition> definitions() {
        return definitions.values();
    }

    public ResourceRegistry with(ResourceDefinition definition) {
        Map<GroupVersionResource, ResourceDefinition> map = new LinkedHashMap<>(definitions);
        map.put(definition.resource(), definition);
        return new ResourceRegistry(map);
    }

    public ResourceRegistry without(GroupVersionResource resource) {
        Map<GroupVersionResource, ResourceDefinition> map = new LinkedHashMap<>(definitions);
        map.remove(resource);
        return new ResourceRegistry(map);
    }
}
