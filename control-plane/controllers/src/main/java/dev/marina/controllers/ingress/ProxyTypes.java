package dev.marina.controllers.ingress;

import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;
import dev.marina.controllers.engine.ResourceType;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Set;

/// The types of Contour that are served. A cluster has them once somebody has applied their definitions.
final class ProxyTypes {

    static final String GROUP = "projectcontour.io";

    static final ResourceType<GenericKubernetesResource> PROXIES = type("httpproxies", "HTTPProxy");
    static final ResourceType<GenericKubernetesResource> DELEGATIONS = type("tlscertificatedelegations", "TLSCertificateDelegation");

    static final Set<GroupResource> ALL = Set.of(PROXIES.groupResource(), DELEGATIONS.groupResource());

    private ProxyTypes() {}

    private static ResourceType<GenericKubernetesResource> type(String plural, String kind) {
        return new ResourceType<>(new GroupVersionResource(GROUP, "v1", plural), kind, true, GenericKubernetesResource.class);
    }
}
