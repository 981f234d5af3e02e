package dev.marina.controllers.application;

import dev.marina.model.Application;
import java.util.List;
import java.util.Optional;

/// Below which domain applications have names, and the port of the platform's front that answers for them with TLS.
public record ApplicationDomain(String domain, int port) {

    private static final int LONGEST_LABEL = 63;

    /// The name that an application has by itself; empty where it would be too long. In a namespace other than `default` the namespace stands in it.
    Optional<String> name(ClusterName cluster, Application application) {
        String namespace = application.getMetadata().getNamespace();
        String label = application.getMetadata().getName() + (namespace.equals("default") ? "" : "-" + namespace);
        return label.length() > LONGEST_LABEL ? Optional.empty() : Optional.of(label + "." + suffix(cluster));
    }

    /// Whether the name is below the domain and leads to somewhere else than to the cluster.
    boolean others(ClusterName cluster, String name) {
        return (name.equals(domain) || name.endsWith("." + domain)) && suffixes(cluster).stream().noneMatch(suffix -> ofOneLabel(name, suffix));
    }

    /// Whether the front ends TLS for the name.
    boolean covers(ClusterName cluster, String name) {
        return suffixes(cluster).stream().anyMatch(suffix -> ofOneLabel(name, suffix));
    }

    /// What stands behind a name that leads to the cluster.
    String suffix(ClusterName cluster) {
        return suffixes(cluster).getFirst();
    }

    private static boolean ofOneLabel(String name, String suffix) {
        return name.endsWith("." + suffix) && name.indexOf('.') == name.length() - suffix.length() - 1;
    }

    private List<String> suffixes(ClusterName cluster) {
        String full = "%s.%s.%s".formatted(cluster.name(), cluster.tenant(), domain);
        return cluster.name().equals("default") ? List.of("%s.%s".formatted(cluster.tenant(), domain), full) : List.of(full);
    }

    String url(String name) {
        return "https://" + name + (port == 443 ? "" : ":" + port);
    }

    /// A cluster as people name it.
    record ClusterName(String tenant, String name) {}
}
