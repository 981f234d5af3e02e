package dev.marina.console.cluster;

import com.fasterxml.jackson.databind.JsonNode;

/// One object of a cluster, in whatever version its type is served.
///
/// @param group "" for the core group
/// @param namespace "" where the type has none
public record ObjectAddress(String group, String plural, String namespace, String name) {

    /// The namespace of objects that have none, in addresses.
    public static final String NO_NAMESPACE = "-";
    private static final String CORE = "core";

    /// As explanations and plans name objects.
    public static ObjectAddress of(JsonNode described) {
        return new ObjectAddress(described.path("group").asText(), described.path("resource").asText(), described.path("namespace").asText(),
                described.path("name").asText());
    }

    /// Where the console shows it; the page finds out in which version it is served.
    public String link(ClusterRef cluster) {
        return "%s/o/%s/%s/%s/%s".formatted(cluster.path(), group.isEmpty() ? CORE : group, plural, namespace.isEmpty() ? NO_NAMESPACE : namespace, name);
    }

    /// Where the console shows how it was.
    public String pastLink(ClusterRef cluster) {
        return "%s/history?resource=%s&namespace=%s&name=%s".formatted(cluster.path(), group.isEmpty() ? plural : plural + "." + group, namespace, name);
    }

    public static ObjectAddress ofSegments(String group, String plural, String namespace, String name) {
        return new ObjectAddress(group.equals(CORE) ? "" : group, plural, namespace.equals(NO_NAMESPACE) ? "" : namespace, name);
    }

    /// Below the cluster's API.
    public String explanationPath() {
        return asked("explanation");
    }

    /// Of the way that its last write took.
    public String coursePath() {
        return asked("course");
    }

    private String asked(String last) {
        String type = group.isEmpty() ? plural : plural + "." + group;
        if (group.isEmpty() && plural.equals("namespaces")) {
            return "/apis/marina.dev/v1/namespaces/%s/%s".formatted(name, last);
        }
        return namespace.isEmpty()
                ? "/apis/marina.dev/v1/%s/%s/%s".formatted(type, name, last)
                : "/apis/marina.dev/v1/namespaces/%s/%s/%s/%s".formatted(namespace, type, name, last);
    }

    /// Such as `deployments default/web`.
    public String text() {
        return "%s %s".formatted(plural, namespace.isEmpty() ? name : namespace + "/" + name);
    }
}
