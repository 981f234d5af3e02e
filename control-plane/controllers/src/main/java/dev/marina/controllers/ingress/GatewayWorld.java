package dev.marina.controllers.ingress;

import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.model.Entrance;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What the plan for Gateways looks at, beside what that for Ingresses does.
///
/// @param classes names of GatewayClasses of this controller
/// @param gateways of these classes, the oldest first
/// @param routes of both kinds, the oldest first
/// @param namespaces labels by name
/// @param services of Gateways as they are, by their names
record GatewayWorld(Set<String> classes, List<GatewayObject> gateways, List<GatewayObject> routes, List<GatewayObject> grants,
        Map<String, Map<String, String>> namespaces, Map<String, Service> services) {

    static final String CONTROLLER = "marina.dev/gateway";
    static final String CLASS = "marina";
    /// Of a Gateway's Service: whose it is.
    static final String LABEL = "marina.dev/gateway";

    static GatewayWorld of(Snapshot snapshot) {
        List<GatewayObject> classes = all(snapshot, GatewayTypes.CLASSES);
        return of(classes, all(snapshot, GatewayTypes.GATEWAYS),
                java.util.stream.Stream.concat(all(snapshot, GatewayTypes.HTTP_ROUTES).stream(), all(snapshot, GatewayTypes.GRPC_ROUTES).stream()).toList(),
                all(snapshot, GatewayTypes.GRANTS),
                snapshot.list(Types.NAMESPACES, "").stream().collect(Collectors.toMap(namespace -> namespace.getMetadata().getName(), GatewayWorld::labels)),
                snapshot.list(Types.SERVICES, Entrance.NAMESPACE).stream()
                        .filter(service -> service.getMetadata().getLabels() != null && service.getMetadata().getLabels().containsKey(LABEL))
                        .collect(Collectors.toMap(service -> service.getMetadata().getName(), service -> service)));
    }

    static GatewayWorld of(List<GatewayObject> classes, List<GatewayObject> gateways, List<GatewayObject> routes, List<GatewayObject> grants,
            Map<String, Map<String, String>> namespaces, Map<String, Service> services) {
        Set<String> ours = classes.stream().filter(GatewayWorld::ours).map(GatewayObject::name)
                .collect(Collectors.toSet());
        return new GatewayWorld(ours,
                gateways.stream().filter(gateway -> gateway.resource().getMetadata().getDeletionTimestamp() == null
                        && ours.contains(gateway.spec().path("gatewayClassName").asText())).sorted(GatewayObject.OLDEST_FIRST).toList(),
                routes.stream().filter(route -> route.resource().getMetadata().getDeletionTimestamp() == null).sorted(GatewayObject.OLDEST_FIRST).toList(),
                grants, namespaces, services);
    }

    /// Whether a GatewayClass is this controller's.
    static boolean ours(GatewayObject gatewayClass) {
        return gatewayClass.spec().path("controllerName").asText().equals(CONTROLLER);
    }

    private static Map<String, String> labels(Namespace namespace) {
        return Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of());
    }

    private static List<GatewayObject> all(Snapshot snapshot, ResourceType<GenericKubernetesResource> type) {
        return snapshot.list(type, "").stream().map(object -> GatewayObject.of(type, object)).toList();
    }

    Optional<GatewayObject> gateway(String namespace, String name) {
        return gateways.stream().filter(gateway -> gateway.namespace().equals(namespace) && gateway.name().equals(name)).findFirst();
    }

    /// Whether who refers from one namespace to something in another was let by it. ReferenceGrant in the specification.
    boolean granted(GatewayObject from, String group, String kind, String namespace, String name) {
        return from.namespace().equals(namespace) || grants.stream().filter(grant -> grant.namespace().equals(namespace)).anyMatch(grant -> {
            boolean comes = grant.spec().path("from").valueStream().anyMatch(each -> each.path("group").asText().equals(GatewayTypes.GROUP)
                    && each.path("kind").asText().equals(from.type().kind()) && each.path("namespace").asText().equals(from.namespace()));
            return comes && grant.spec().path("to").valueStream().anyMatch(each -> each.path("group").asText().equals(group)
                    && each.path("kind").asText().equals(kind) && (!each.has("name") || each.path("name").asText().equals(name)));
        });
    }
}
