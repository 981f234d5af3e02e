package dev.marina.console.map;

import dev.marina.console.kind.KindRef;
import java.util.List;
import java.util.Optional;

/// A kind that the map shows.
///
/// @param name as owner references say it
/// @param column where it stands, from left to right
/// @param reads whether its objects say more than their rows
/// @param ofCluster whether it has no namespace
record MapKind(KindRef ref, String name, int column, boolean reads, boolean ofCluster) {

    /// What is most worth seeing first, should not everything find room.
    static final List<MapKind> ALL = List.of(
            kind("apps.marina.dev", "v1", "applications", "Application", 0, false),
            kind("apps", "v1", "deployments", "Deployment", 2, true), kind("apps", "v1", "statefulsets", "StatefulSet", 2, true),
            kind("apps", "v1", "daemonsets", "DaemonSet", 2, true), kind("batch", "v1", "cronjobs", "CronJob", 2, true),
            kind("batch", "v1", "jobs", "Job", 3, true), kind("apps", "v1", "replicasets", "ReplicaSet", 3, false),
            kind("", "v1", "services", "Service", 1, true), kind("networking.k8s.io", "v1", "ingresses", "Ingress", 0, true),
            new MapKind(new KindRef("", "v1", "nodes"), "Node", 6, false, true),
            kind("", "v1", "pods", "Pod", 4, true),
            kind("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", 5, false),
            kind("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", 0, true),
            kind("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", 1, true),
            kind("", "v1", "configmaps", "ConfigMap", 5, false), kind("", "v1", "secrets", "Secret", 5, false));

    private static MapKind kind(String group, String version, String plural, String name, int column, boolean reads) {
        return new MapKind(new KindRef(group, version, plural), name, column, reads, false);
    }

    static Optional<MapKind> named(String name) {
        return ALL.stream().filter(kind -> kind.name.equals(name)).findFirst();
    }

    boolean is(String plural) {
        return ref.plural().equals(plural);
    }

    /// Objects that stand on the map only where something leads to them: a namespace is full of others.
    boolean onlyReferred() {
        return is("configmaps") || is("secrets") || is("nodes");
    }

    String id(String name) {
        return ref.plural() + "/" + name;
    }
}
