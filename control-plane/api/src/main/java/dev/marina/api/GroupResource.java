package dev.marina.api;

/// A type of resource whatever the version it is spoken in, such as `deployments.apps`. The core group is "".
public record GroupResource(String group, String resource) implements Comparable<GroupResource> {

    public GroupVersionResource withVersion(String version) {
        return new GroupVersionResource(group, version, resource);
    }

    /// `pods`, `deployments.apps`: the form used in messages of Kubernetes.
    @Override
    public String toString() {
        return group.isEmpty() ? resource : resource + "." + group;
    }

    @Override
    public int compareTo(GroupResource other) {
        int byGroup = group.compareTo(other.group);
        return byGroup != 0 ? byGroup : resource.compareTo(other.resource);
    }
}
