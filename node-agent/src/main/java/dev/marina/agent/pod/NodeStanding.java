package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.Node;
import java.util.List;

/// How a pod's node stands when the pod comes. Any thread may call.
public interface NodeStanding {

    /// The node's object as its cluster had it not long ago. Throws when it cannot be read.
    Node known();

    /// As it is now.
    Node now();

    /// The conditions that say what the node is short of, such as `MemoryPressure`.
    List<String> pressures();
}
