package dev.marina.apiserver.subresource;

import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.proxy.ProxiedName;
import dev.marina.apiserver.proxy.ProxyTarget;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.tunnel.NodeAgents;
import dev.marina.apiserver.tunnel.TunnelStream;
import dev.marina.model.tunnel.StreamRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// `nodes/proxy`: the figures of a node and the pods that it knows of, as its kubelet would serve them. A node here has no server of its own, since one agent of the
/// machine serves the nodes of many clusters. Logs, exec and ports of pods have subresources; there is nothing else to pass on to.
public final class NodeProxySubresource implements SubresourceHandler {

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final Map<String, String> SERVED = Map.of("/stats/summary", "application/json", "/metrics", PROMETHEUS, "/metrics/cadvisor", PROMETHEUS,
            "/metrics/resource", PROMETHEUS, "/pods", "application/json", "/runningpods/", "application/json", "/healthz", "text/plain; charset=utf-8");
    private static final String LITTLE = "only_cpu_and_memory";
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int MOST_BYTES = 16 << 20;

    private final ClusterViews views;
    private final NodeAgents agents;

    public NodeProxySubresource(ClusterViews views, NodeAgents agents) {
        this.views = views;
        this.agents = agents;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        String node = ProxiedName.parse(target.name(), "node").name();
        views.current(request.requireCluster()).find(new ObjectKey(request.clusterId(), target.groupResource(), "", node))
                .orElseThrow(() -> StatusException.notFound(target.groupResource(), node));
        String path = ProxyTarget.of(request).path();
        if (!SERVED.containsKey(path)) {
            throw new StatusException(501, "MethodNotAllowed",
                    "node \"%s\" serves its figures and its pods only: %s".formatted(node, SERVED.keySet().stream().sorted().toList()),
                    StatusException.Details.EMPTY);
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            throw StatusException.methodNotAllowed();
        }
        StreamRequest asked = new StreamRequest("kubelet", request.clusterId().value(), node, "", "", "", "", List.of(),
                Map.of("path", path, LITTLE, request.query().text(LITTLE)));
        try (TunnelStream stream = agents.open(request.requireCluster(), asked)) {
            return new ApiResponse.Bytes(200, SERVED.get(path), List.of(stream.readAll(PATIENCE, MOST_BYTES)), Map.of());
        }
    }
}
