package dev.marina.controllers.ingress;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.controllers.engine.ResourceType;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The types of Gateway API. A cluster has them once somebody has applied their definitions; until then there is nothing of them to read.
final class GatewayTypes {

    static final String GROUP = "gateway.networking.k8s.io";

    static final ResourceType<GenericKubernetesResource> CLASSES = type("v1", "gatewayclasses", "GatewayClass", false);
    static final ResourceType<GenericKubernetesResource> GATEWAYS = type("v1", "gateways", "Gateway", true);
    static final ResourceType<GenericKubernetesResource> HTTP_ROUTES = type("v1", "httproutes", "HTTPRoute", true);
    static final ResourceType<GenericKubernetesResource> GRPC_ROUTES = type("v1", "grpcroutes", "GRPCRoute", true);
    static final ResourceType<GenericKubernetesResource> GRANTS = type("v1beta1", "referencegrants", "ReferenceGrant", true);

    static final Set<GroupResource> ALL = List.of(CLASSES, GATEWAYS, HTTP_ROUTES, GRPC_ROUTES, GRANTS).stream().map(ResourceType::groupResource)
            .collect(Collectors.toUnmodifiableSet());

    private static final GroupResource DEFINITIONS = new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");

    private GatewayTypes() {}

    /// That the cluster knows what a GatewayClass is.
    static ObjectKey definition(ClusterId cluster) {
        return new ObjectKey(cluster, DEFINITIONS, "", "gatewayclasses." + GROUP);
    }

    private static ResourceType<GenericKubernetesResource> type(String version, String plural, String kind, boolean namespaced) {
        return new ResourceType<>(new GroupVersionResource(GROUP, version, plural), kind, namespaced, GenericKubernetesResource.class);
    }
}
