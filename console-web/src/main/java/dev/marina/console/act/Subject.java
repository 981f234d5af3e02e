package dev.marina.console.act;

import com.fasterxml.jackson.databind.JsonNode;

/// An object that something is to be done with.
///
/// @param group "" for the core group
/// @param namespace "" where it has none
/// @param path below the cluster's API
/// @param object as it was read last
public record Subject(String group, String plural, String namespace, String name, String path, JsonNode object) {

    boolean is(String ofGroup, String ofPlural) {
        return group.equals(ofGroup) && plural.equals(ofPlural);
    }

    /// As kubectl names it, such as `deployments/web -n shop`.
    ///
    /// @param before what stands before it, such as `rollout restart`
    /// @param after further options; "" for none
    public String kubectl(String before, String after) {
        String type = group.isEmpty() || KNOWN.contains(group) ? plural : plural + "." + group;
        String line = "kubectl %s %s/%s".formatted(before, type, name) + (namespace.isEmpty() ? "" : " -n " + namespace);
        return after.isEmpty() ? line : line + " " + after;
    }

    /// Whose kinds kubectl knows by their plain names.
    private static final java.util.Set<String> KNOWN = java.util.Set.of("apps", "batch", "autoscaling", "policy", "networking.k8s.io",
            "rbac.authorization.k8s.io", "storage.k8s.io", "certificates.k8s.io");
}
