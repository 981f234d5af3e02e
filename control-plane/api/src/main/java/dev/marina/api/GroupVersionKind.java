package dev.marina.api;

/// A kind in one version, as in the first two lines of every object. The core group is "".
public record GroupVersionKind(String group, String version, String kind) {

    /// Reads `v1` or `apps/v1`.
    public static GroupVersionKind of(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        return slash < 0
                ? new GroupVersionKind("", apiVersion, kind)
                : new GroupVersionKind(apiVersion.substring(0, slash), apiVersion.substring(slash + 1), kind);
    }

    /// `v1` or `apps/v1`.
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }
}
