package dev.marina.api;

/// Where one object lives: its cluster is part of every key. `namespace` is "" for cluster-scoped objects.
public record ObjectKey(ClusterId cluster, GroupResource resource, String namespace, String name) {

    public ObjectKey {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an object key of %s needs a name".formatted(resource));
        }
    }

    /// `namespace/name`, or `name` for cluster-scoped objects.
    public String path() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    @Override
    public String toString() {
        return cluster + "/" + resource + "/" + path();
    }
}
