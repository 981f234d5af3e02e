package dev.marina.apiserver.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.dial.ClusterDial;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.proxy.ProxiedName;
import dev.marina.apiserver.proxy.ProxyRelay;
import dev.marina.apiserver.registry.ResourceDefinition;

/// `pods/proxy`: a request to a pod's own server. ResourceLocation in pkg/registry/core/pod/strategy.go
public final class PodProxySubresource implements SubresourceHandler {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final ClusterViews views;
    private final ClusterDial dial;

    public PodProxySubresource(ClusterViews views, ClusterDial dial) {
        this.views = views;
        this.dial = dial;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        ProxiedName named = ProxiedName.parse(target.name(), "pod");
        return ServerProxy.pass(request, named, () -> {
            Document pod = views.current(request.requireCluster())
                    .find(new ObjectKey(request.clusterId(), target.groupResource(), target.namespace(), named.name()))
                    .map(stored -> Document.parse(stored.bytes())).orElseThrow(() -> StatusException.notFound(target.groupResource(), named.name()));
            return dial.pod(request.requireCluster(), target.namespace(), named.name(), port(named, pod));
        });
    }

    /// The one that is named; the first that the pod declares; that of the scheme.
    private static int port(ProxiedName named, Document pod) {
        if (!named.port().isEmpty()) {
            try {
                return Integer.parseInt(named.port());
            } catch (NumberFormatException e) {
                throw ProxyRelay.unreachable("\"%s\" is no number of a port".formatted(named.port()));
            }
        }
        for (JsonNode container : pod.at("spec", "containers")) {
            if (!container.path("ports").isEmpty()) {
                return container.path("ports").get(0).path("containerPort").asInt();
            }
        }
        return named.secure() ? HTTPS : HTTP;
    }
}
