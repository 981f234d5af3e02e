package dev.marina.controlplane.plan;

import dev.marina.api.GroupResource;
import dev.marina.store.ClusterImage;
import java.util.Set;
import java.util.function.Predicate;

/// What a copy begins with.
///
/// @param kept which types of the image
/// @param idle controllers that do nothing in it
record Contents(ClusterImage image, Predicate<GroupResource> kept, Set<String> idle) {

    private static final String EVENTS = "event-ttl";
    /// Nobody outside is asked for anything.
    private static final String CERTIFICATES = "certificate-order";

    /// Nobody reports for the nodes: they stay as they are.
    static Contents still(ClusterImage image) {
        return new Contents(image, _ -> true, Set.of("node", EVENTS, CERTIFICATES));
    }

    /// Somebody reports for the nodes.
    static Contents alive(ClusterImage image) {
        return new Contents(image, _ -> true, Set.of(EVENTS, CERTIFICATES));
    }

    /// Namespaces, and who may do what in them.
    static Contents empty(ClusterImage image) {
        return new Contents(image, type -> type.group().equals("rbac.authorization.k8s.io") || type.equals(new GroupResource("", "namespaces")),
                Set.of(EVENTS, CERTIFICATES));
    }
}
