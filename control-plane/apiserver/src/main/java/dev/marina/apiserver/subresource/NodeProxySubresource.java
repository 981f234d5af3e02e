package dev.marina.apiserver.subresource;

import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.proxy.ProxiedName;
import dev.marina.apiserver.registry.ResourceDefinition;

/// `nodes/proxy`: a node here has no server of its own, since one agent of the machine serves the nodes of many clusters. Logs,
/// exec and ports of pods have subresources; there is nothing else to pass on to.
public final class NodeProxySubresource implements SubresourceHandler {

    private final ClusterViews views;

    public NodeProxySubresource(ClusterViews views) {
        this.views = views;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        ProxiedName named = ProxiedName.parse(target.name(), "node");
        views.current(request.requireCluster()).find(new ObjectKey(request.clusterId(), target.groupResource(), "", named.name()))
                .orElseThrow(() -> StatusException.notFound(target.groupResource(), named.name()));
        throw new StatusException(501, "MethodNotAllowed",
                "node \"%s\" serves no HTTP: its agent is reached by pods' subresources only".formatted(named.name()),
                StatusException.Details.EMPTY);
    }
}
