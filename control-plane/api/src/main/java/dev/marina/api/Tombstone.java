package dev.marina.api;

/// Marks a default object as deleted in a cluster. Served to nobody.
public final class Tombstone {

    public static final GroupResource RESOURCE = new GroupResource("internal.marina.dev", "tombstones");

    private Tombstone() {}

    /// Of the object of this name, which is in no namespace.
    public static ObjectKey key(ClusterId cluster, GroupResource resource, String name) {
        return new ObjectKey(cluster, RESOURCE, "", resource + ":" + name);
    }

    /// The name of the object whose deletion is marked by that key.
    public static String of(ObjectKey key) {
        return key.name().substring(key.name().indexOf(':') + 1);
    }
}
