package dev.marina.apiserver.tunnel;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
import dev.marina.apiserver.forward.ManagementReader;
import dev.marina.model.tunnel.StreamRequest;
import dev.marina.store.ClusterRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Finds the agent that realises a node of a cluster and opens streams to it. Which machine that is says the management cluster
/// alone: nothing that a tenant can write leads to another's node.
public final class NodeAgents {

    private static final GroupVersionResource MACHINES = new GroupVersionResource("marina.dev", "v1", "machines");
    private static final Duration BELIEVED = Duration.ofSeconds(5);

    private final ManagementReader management;
    private final AgentTunnels tunnels;
    private final Clock clock;
    private volatile Index index = new Index(Instant.MIN, Map.of());

    public NodeAgents(ManagementReader management, AgentTunnels tunnels, Clock clock) {
        this.management = management;
        this.tunnels = tunnels;
        this.clock = clock;
    }

    private record Node(String cluster, String name) {}

    /// @param until when it is believed
    private record Index(Instant until, Map<Node, String> machines) {}

    /// Blocks until the agent has accepted; throws a [StatusException] where it does not.
    ///
    /// @param request of a node of this cluster
    public TunnelStream open(ClusterRecord cluster, StreamRequest request) {
        Node node = new Node(cluster.id().value(), request.node());
        return open(request, Optional.ofNullable(read().machines().get(node)));
    }

    /// The same for whoever asks about many nodes, many times: which machines they are on was read some seconds ago at most.
    public TunnelStream openSoon(ClusterRecord cluster, StreamRequest request) {
        Index known = index;
        if (!clock.instant().isBefore(known.until())) {
            known = read();
            index = known;
        }
        return open(request, Optional.ofNullable(known.machines().get(new Node(cluster.id().value(), request.node()))));
    }

    private TunnelStream open(StreamRequest request, Optional<String> machine) {
        return tunnels.open(
                machine.orElseThrow(() -> StatusException.unavailable("error dialing backend: no machine runs node \"%s\"".formatted(request.node()))),
                request);
    }

    /// Which machines realise the cluster's nodes, by the nodes' names; as the management cluster says now.
    public Map<String, String> machines(ClusterId cluster) {
        Map<String, String> machines = new TreeMap<>();
        read().machines().forEach((node, machine) -> {
            if (node.cluster().equals(cluster.value())) {
                machines.put(node.name(), machine);
            }
        });
        return machines;
    }

    private Index read() {
        Map<Node, String> machines = new HashMap<>();
        for (Document machine : management.list(MACHINES)) {
            machine.at("spec", "nodes")
                    .forEach(node -> machines.putIfAbsent(new Node(node.path("clusterId").asText(), node.path("name").asText()), machine.name()));
        }
        return new Index(clock.instant().plus(BELIEVED), machines);
    }
}
