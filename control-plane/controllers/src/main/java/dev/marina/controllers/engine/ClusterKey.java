package dev.marina.controllers.engine;

import dev.marina.api.ClusterId;

/// What a work item is about: one object of a controller's own type, in its cluster. `namespace` is "" for cluster-scoped objects.
public record ClusterKey(ClusterId cluster, String namespace, String name) {

    /// `namespace/name`, or `name` for cluster-scoped objects.
    public String path() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    @Override
    public String toString() {
        return cluster + "/" + path();
    }
}
