package dev.marina.api;

/// A type of resource in one version, as in a request path. The core group is "".
public record GroupVersionResource(String group, String version, String resource) {

    public GroupResource groupResource() {
        return new GroupResource(group, resource);
    }

    /// `v1` or `apps/v1`.
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /// As for [GroupResource].
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof GroupVersionResource(String otherGroup, String otherVersion, String otherResource)
                && resource.equals(otherResource) && version.equals(otherVersion) && group.equals(otherGroup);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * group.hashCode() + version.hashCode()) + resource.hashCode();
    }

    @Override
    public String toString() {
        return apiVersion() + "/" + resource;
    }
}
