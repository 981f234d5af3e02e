package dev.marina.agent.node;

import dev.marina.agent.eviction.Pressure;
import dev.marina.agent.pod.NodeStanding;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// How a node stands by what its session reads and says.
///
/// @param present what the node is short of
record SessionStanding(OwnNode object, Supplier<Set<Pressure>> present) implements NodeStanding {

    @Override
    public Node known() {
        return object.known();
    }

    @Override
    public Node now() {
        return object.now();
    }

    @Override
    public List<String> pressures() {
        return present.get().stream().map(Pressure::condition).toList();
    }
}
