package dev.marina.agent.node;

import dev.marina.model.Machine;
import io.fabric8.kubernetes.api.model.Quantity;

/// How large a node was ordered to be.
record NodeSize(long milliCpu, long memoryBytes) {

    static NodeSize of(Machine.AssignedNode node) {
        return new NodeSize(new Quantity(node.cpu()).getNumericalAmount().movePointRight(3).longValue(),
                new Quantity(node.memory()).getNumericalAmount().longValue());
    }
}
