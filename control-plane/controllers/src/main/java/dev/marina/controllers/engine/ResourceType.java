package dev.marina.controllers.engine;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;

/// A type of resource as controllers read and write it: where it lives and which class models it.
public record ResourceType<T extends HasMetadata>(GroupVersionResource resource, String kind, boolean namespaced, Class<T> model) {

    static <T extends HasMetadata> ResourceType<T> of(String group, String version, String plural, String kind, boolean namespaced, Class<T> model) {
        return new ResourceType<>(new GroupVersionResource(group, version, plural), kind, namespaced, model);
    }

    public GroupResource groupResource() {
        return resource.groupResource();
    }

    public ObjectKey key(ClusterId cluster, String namespace, String name) {
        return new ObjectKey(cluster, groupResource(), namespaced ? namespace : "", name);
    }
}
