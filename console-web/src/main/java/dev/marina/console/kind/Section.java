package dev.marina.console.kind;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The kinds of a cluster as people look for them. What is not in a section and comes from a group of somebody's own is *custom*; the
/// rest is found under *all types*.
///
/// @param titleKey among the texts
record Section(String titleKey, List<Entry> entries) {

    record Entry(String group, String plural) {
        static Entry core(String plural) {
            return new Entry("", plural);
        }
    }

    static final List<Section> STANDARD = List.of(
            new Section("section.applications",
                    List.of(new Entry("apps.marina.dev", "applications"), new Entry("apps.marina.dev", "addons"), new Entry("apps.marina.dev", "builds"))),
            new Section("section.workloads", List.of(Entry.core("pods"), new Entry("apps", "deployments"), new Entry("apps", "statefulsets"),
                    new Entry("apps", "daemonsets"), new Entry("batch", "jobs"), new Entry("batch", "cronjobs"), new Entry("apps", "replicasets"),
                    new Entry("autoscaling", "horizontalpodautoscalers"), new Entry("policy", "poddisruptionbudgets"))),
            new Section("section.network", List.of(Entry.core("services"), new Entry("networking.k8s.io", "ingresses"),
                    new Entry("networking.k8s.io", "networkpolicies"), new Entry("discovery.k8s.io", "endpointslices"))),
            new Section("section.config", List.of(Entry.core("configmaps"), Entry.core("secrets"), Entry.core("resourcequotas"), Entry.core("limitranges"))),
            new Section("section.storage", List.of(Entry.core("persistentvolumeclaims"), Entry.core("persistentvolumes"),
                    new Entry("storage.k8s.io", "storageclasses"))),
            new Section("section.access", List.of(Entry.core("serviceaccounts"), new Entry("rbac.authorization.k8s.io", "roles"),
                    new Entry("rbac.authorization.k8s.io", "rolebindings"), new Entry("rbac.authorization.k8s.io", "clusterroles"),
                    new Entry("rbac.authorization.k8s.io", "clusterrolebindings"))),
            new Section("section.cluster", List.of(Entry.core("nodes"), Entry.core("namespaces"), Entry.core("events"))));

    /// Groups that Kubernetes itself defines and that are not under `k8s.io`.
    private static final Set<String> BUILT_IN = Set.of("", "apps", "batch", "autoscaling", "policy");

    /// The sections that a cluster has something for, each with the kinds that it serves.
    static List<Shown> of(KindCatalog catalog) {
        List<Shown> standard = STANDARD.stream().map(section -> new Shown(section.titleKey, section.entries.stream()
                .flatMap(entry -> catalog.find(entry.group(), entry.plural()).stream()).filter(Kind::watchable).toList())).toList();
        List<Kind> custom = catalog.kinds().stream().filter(Kind::watchable).filter(kind -> custom(kind.ref().group()))
                .filter(kind -> STANDARD.stream().noneMatch(section -> section.has(kind))).toList();
        return Stream.concat(standard.stream(), Stream.of(new Shown("section.custom", custom))).filter(shown -> !shown.kinds().isEmpty())
                .collect(Collectors.toUnmodifiableList());
    }

    private boolean has(Kind kind) {
        return entries.contains(new Entry(kind.ref().group(), kind.ref().plural()));
    }

    static boolean custom(String group) {
        return !BUILT_IN.contains(group) && !group.equals("k8s.io") && !group.endsWith(".k8s.io");
    }

    record Shown(String titleKey, List<Kind> kinds) {}
}
