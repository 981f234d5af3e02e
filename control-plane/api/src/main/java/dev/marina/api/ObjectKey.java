package dev.marina.api;

/// Where one object lives: its cluster is part of every key. `namespace` is "" for cluster-scoped objects.
public record ObjectKey(ClusterId cluster, GroupResource resource, String namespace, String name) {

    public ObjectKey {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an object key of %s needs a name".formatted(resource));
        }
    }

    /// As for [GroupResource].
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof ObjectKey(ClusterId otherCluster, GroupResource otherResource, String otherNamespace, String otherName)
                && name.equals(otherName) && namespace.equals(otherNamespace) && resource.equals(otherResource)
                && cluster.value().equals(otherCluster.value());
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * cluster.value().hashCode() + resource.hashCode()) + namespace.hashCode()) + name.hashCode();
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
