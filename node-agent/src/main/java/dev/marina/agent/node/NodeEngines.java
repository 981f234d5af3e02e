package dev.marina.agent.node;

import dev.marina.model.Machine;

/// What runs the containers of which node, as its pool says.
@FunctionalInterface
public interface NodeEngines {

    /// Where all nodes have what the machine has.
    NodeEngines SHARED = (_, shared) -> shared;

    /// What a node has, asked once for each that begins. Machines get no nodes of pools that want what they do not offer.
    AgentServices of(Machine.AssignedNode node, AgentServices shared);
}
