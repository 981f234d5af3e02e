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

    /// Asked several times of every request: what a record has by itself takes many steps until it is compiled.
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof GroupResource(String otherGroup, String otherResource) && resource.equals(otherResource)
                && group.equals(otherGroup);
    }

    @Override
    public int hashCode() {
        return 31 * group.hashCode() + resource.hashCode();
    }

    @Override
    public int compareTo(GroupResource other) {
        int byGroup = group.compareTo(other.group);
        return byGroup != 0 ? byGroup : resource.compareTo(other.resource);
    }
}
