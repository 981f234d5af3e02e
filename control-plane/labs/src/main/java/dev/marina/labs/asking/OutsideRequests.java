package dev.marina.labs.asking;

import com.fasterxml.jackson.databind.ObjectReader;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.StatusException;
import dev.marina.apiserver.tunnel.NodeAgents;
import dev.marina.apiserver.tunnel.TunnelStream;
import dev.marina.labs.content.Condition.What;
import dev.marina.model.tunnel.OutsideAnswer;
import dev.marina.model.tunnel.StreamRequest;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.Stored;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Has a node's agent come to the node from outside. The agent checks where to: nothing that a tenant can write leads it elsewhere.
final class OutsideRequests {

    private static final GroupResource NODES = new GroupResource("", "nodes");
    private static final ObjectReader READER = Document.mapper().readerFor(OutsideAnswer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(6);
    /// Escaped, a body may take six times its bytes.
    private static final int MOST_BYTES = 512 << 10;
    /// An entrance is at one of the nodes; so many are asked.
    private static final int MOST_NODES = 3;

    private final NodeAgents agents;
    private final ClusterStore store;

    OutsideRequests(NodeAgents agents, ClusterStore store) {
        this.agents = agents;
        this.store = store;
    }

    /// The first answer that a node gives; where none does, why the last one does not.
    OutsideAnswer ask(Call call, OutsideTarget target, What.Reached asked) {
        ClusterRecord cluster = store.find(call.cluster()).orElseThrow();
        OutsideAnswer last = OutsideAnswer.failed("the cluster has no node");
        for (String node : nodes(call)) {
            last = ask(cluster, node, options(target, asked));
            if (last.failed() == null) {
                return last;
            }
        }
        return last;
    }

    private List<String> nodes(Call call) {
        try (Stream<Stored> nodes = store.image(call.cluster()).list(NODES, "")) {
            return nodes.map(node -> node.key().name()).sorted().limit(MOST_NODES).toList();
        }
    }

    private static Map<String, String> options(OutsideTarget target, What.Reached asked) {
        Map<String, String> options = new HashMap<>();
        switch (target) {
            case OutsideTarget.AtNodes(int port) -> options.put("port", Integer.toString(port));
            case OutsideTarget.AtAddress(String address, int port) -> {
                options.put("address", address);
                options.put("port", Integer.toString(port));
            }
            case OutsideTarget.Nowhere _ -> throw new IllegalStateException("there is nobody to ask");
        }
        if (!asked.tcp()) {
            options.put("path", asked.path());
        }
        if (!asked.host().isEmpty()) {
            options.put("host", asked.host());
        }
        return options;
    }

    private OutsideAnswer ask(ClusterRecord cluster, String node, Map<String, String> options) {
        StreamRequest request = new StreamRequest("outside", cluster.id().value(), node, "", "", "", "", List.of(), options);
        try (TunnelStream stream = agents.openSoon(cluster, request)) {
            return READER.readValue(stream.readAll(PATIENCE, MOST_BYTES));
        } catch (StatusException | IOException e) {
            return OutsideAnswer.failed(String.valueOf(e.getMessage()));
        }
    }
}
