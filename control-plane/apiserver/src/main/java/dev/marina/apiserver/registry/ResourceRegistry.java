package dev.marina.apiserver.registry;

import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.GroupVersionResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// An immutable snapshot of every served type. A change publishes a new registry.
public final class ResourceRegistry {

    private final Map<GroupVersionResource, ResourceDefinition> definitions;
    private final Map<GroupResource, ResourceDefinition> stored = new HashMap<>();
    private final Set<String> groupVersions = new HashSet<>();
    private final Optional<ResourceRegistry> base;
    private final Map<Class<?>, Object> derived = new ConcurrentHashMap<>();

    private ResourceRegistry(Map<GroupVersionResource, ResourceDefinition> definitions, Collection<ResourceDefinition> unserved,
            Optional<ResourceRegistry> base) {
        this.definitions = definitions;
        this.base = base;
        definitions.forEach((resource, definition) -> {
            stored.putIfAbsent(resource.groupResource(), definition);
            groupVersions.add(resource.apiVersion());
        });
        unserved.forEach(definition -> stored.putIfAbsent(definition.groupResource(), definition));
    }

    public static ResourceRegistry of(Collection<ResourceDefinition> definitions) {
        return new ResourceRegistry(byResource(definitions), List.of(), Optional.empty());
    }

    private static Map<GroupVersionResource, ResourceDefinition> byResource(Collection<ResourceDefinition> definitions) {
        Map<GroupVersionResource, ResourceDefinition> map = new LinkedHashMap<>();
        for (ResourceDefinition definition : definitions) {
            if (map.put(definition.resource(), definition) != null) {
                throw new IllegalArgumentException(definition.resource() + " is defined twice");
            }
        }
        return map;
    }

    /// This and more.
    ///
    /// @param unserved versions that only the control plane itself reaches, to delete what is stored
    public ResourceRegistry with(Collection<ResourceDefinition> more, Collection<ResourceDefinition> unserved) {
        List<ResourceDefinition> all = new ArrayList<>(definitions.values());
        all.addAll(more);
        return new ResourceRegistry(byResource(all), unserved, Optional.of(this));
    }

    /// The types that many clusters serve, where this one serves more.
    public Optional<ResourceRegistry> base() {
        return base;
    }

    public Optional<ResourceDefinition> find(GroupVersionResource resource) {
        return Optional.ofNullable(definitions.get(resource));
    }

    public Optional<ResourceDefinition> find(GroupVersionKind kind) {
        return definitions.values().stream().filter(definition -> definition.kind().equals(kind)).findFirst();
    }

    /// The type in any version, also one that is not served.
    public Optional<ResourceDefinition> find(GroupResource resource) {
        return Optional.ofNullable(stored.get(resource));
    }

    /// Whether any type of this group and version is served.
    public boolean serves(String group, String version) {
        return groupVersions.contains(group.isEmpty() ? version : group + "/" + version);
    }

    public Collection<ResourceDefinition> definitions() {
        return definitions.values();
    }

    /// What is made of this registry once for all who ask, and forgotten with it.
    public <T> T derived(Class<T> kind, Function<ResourceRegistry, T> make) {
        return kind.cast(derived.computeIfAbsent(kind, _ -> make.apply(this)));
    }
}
