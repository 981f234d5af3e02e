package dev.marina.apiserver.registry;

import dev.marina.api.GroupVersionKind;

/// Names of schemas, as the release's OpenAPI document has them.
public final class SchemaNames {

    private static final String OURS = "marina.dev";
    private static final String LEARN = "learn.marina.dev";
    private static final String APPLICATIONS = "apps.marina.dev";

    private SchemaNames() {}

    /// `io.k8s.api.autoscaling.v1.Scale` for autoscaling/v1, `dev.marina.v1.Cluster` for marina.dev/v1.
    public static String of(GroupVersionKind kind) {
        if (kind.group().equals(OURS)) {
            return "dev.marina.%s.%s".formatted(kind.version(), kind.kind());
        }
        if (kind.group().equals(LEARN)) {
            return "dev.marina.learn.%s.%s".formatted(kind.version(), kind.kind());
        }
        if (kind.group().equals(APPLICATIONS)) {
            return "dev.marina.apps.%s.%s".formatted(kind.version(), kind.kind());
        }
        if (kind.group().equals("apiextensions.k8s.io")) {
            return "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.%s.%s".formatted(kind.version(), kind.kind());
        }
        if (kind.group().equals("apiregistration.k8s.io")) {
            return "io.k8s.kube-aggregator.pkg.apis.apiregistration.%s.%s".formatted(kind.version(), kind.kind());
        }
        if (kind.group().equals("metrics.k8s.io")) {
            return "io.k8s.metrics.pkg.apis.metrics.%s.%s".formatted(kind.version(), kind.kind());
        }
        String group = kind.group().isEmpty() ? "core" : kind.group().split("\\.")[0];
        return "io.k8s.api.%s.%s.%s".formatted(group, kind.version(), kind.kind());
    }
}
