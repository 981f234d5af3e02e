package dev.marina.scheduler;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/// Nodes for tests of plugins.
public final class NodeStates {

    private NodeStates() {}

    public static NodeState of(Node node, List<Pod> pods) {
        NodeState state = new NodeState(node.getMetadata().getName());
        state.update(node);
        pods.forEach(pod -> state.add(PodFacts.of(pod)));
        return state;
    }
}
