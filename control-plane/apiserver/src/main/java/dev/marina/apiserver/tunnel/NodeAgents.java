package dev.marina.apiserver.tunnel;

import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
import dev.marina.apiserver.forward.ManagementReader;
import dev.marina.model.tunnel.StreamRequest;
import dev.marina.store.ClusterRecord;

/// Finds the agent that realises a node of a cluster and opens streams to it. Which machine that is says the management cluster
/// alone: nothing that a tenant can write leads to another's node.
public final class NodeAgents {

    private static final GroupVersionResource MACHINES = new GroupVersionResource("marina.dev", "v1", "machines");

    private final ManagementReader management;
    private final AgentTunnels tunnels;

    public NodeAgents(ManagementReader management, AgentTunnels tunnels) {
        this.management = management;
        this.tunnels = tunnels;
    }

    /// Blocks until the agent has accepted; throws a [StatusException] where it does not.
    ///
    /// @param request of a node of this cluster
    public TunnelStream open(ClusterRecord cluster, StreamRequest request) {
        String machine = management.list(MACHINES).stream().filter(candidate -> runs(candidate, cluster, request.node())).map(Document::name).findFirst()
                .orElseThrow(() -> StatusException.unavailable("error dialing backend: no machine runs node \"%s\"".formatted(request.node())));
        return tunnels.open(machine, request);
    }

    private static boolean runs(Document machine, ClusterRecord cluster, String node) {
        return machine.at("spec", "nodes").valueStream()
                .anyMatch(candidate -> candidate.path("clusterId").asText().equals(cluster.id().value()) && candidate.path("name").asText().equals(node));
    }
}
