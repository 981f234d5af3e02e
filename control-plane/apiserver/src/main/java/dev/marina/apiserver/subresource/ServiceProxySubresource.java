package dev.marina.apiserver.subresource;

import dev.marina.apiserver.dial.ClusterDial;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.proxy.ProxiedName;
import dev.marina.apiserver.registry.ResourceDefinition;

/// `services/proxy`: a request to a ready endpoint of a Service.
public final class ServiceProxySubresource implements SubresourceHandler {

    private final ClusterDial dial;

    public ServiceProxySubresource(ClusterDial dial) {
        this.dial = dial;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        ProxiedName named = ProxiedName.parse(target.name(), "service");
        return ServerProxy.pass(request, named, () -> dial.service(request.requireCluster(), target.namespace(), named.name(), named.port()));
    }
}
