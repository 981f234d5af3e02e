package dev.marina.console.kind;

/// A kind as addresses name it.
///
/// @param group "" for the core group, which addresses call `core`
public record KindRef(String group, String version, String plural) {

    private static final String CORE = "core";

    static KindRef ofSegments(String group, String version, String plural) {
        return new KindRef(group.equals(CORE) ? "" : group, version, plural);
    }

    String groupSegment() {
        return group.isEmpty() ? CORE : group;
    }

    /// Below the cluster's page, such as `k/apps/v1/deployments`.
    public String segments() {
        return "k/%s/%s/%s".formatted(groupSegment(), version, plural);
    }

    /// Below the cluster's API.
    ///
    /// @param namespace "" for all, or where the kind has none
    public String listPath(String namespace) {
        String root = group.isEmpty() ? "/api/" + version : "/apis/%s/%s".formatted(group, version);
        return namespace.isEmpty() ? "%s/%s".formatted(root, plural) : "%s/namespaces/%s/%s".formatted(root, namespace, plural);
    }
}
