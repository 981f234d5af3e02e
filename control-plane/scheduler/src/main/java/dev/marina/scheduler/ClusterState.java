package dev.marina.scheduler;

import dev.marina.controllers.engine.PodState;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Nodes of one cluster with the pods on them, changed event by event. Owned by the scheduler's thread.
final class ClusterState {

    private final Map<String, NodeState> nodes = new TreeMap<>();
    /// Node by uid of the pod that is on it.
    private final Map<String, String> places = new HashMap<>();

    List<NodeState> nodes() {
        return nodes.values().stream().filter(NodeState::present).toList();
    }

    Optional<NodeState> find(String node) {
        return Optional.ofNullable(nodes.get(node));
    }

    void node(Node node) {
        nodes.computeIfAbsent(node.getMetadata().getName(), NodeState::new).update(node);
    }

    void nodeGone(String name) {
        NodeState state = nodes.get(name);
        if (state == null) {
            return;
        }
        state.absent();
        if (state.pods().isEmpty()) {
            nodes.remove(name);
        }
    }

    /// A pod as it is now. One that ended uses nothing.
    void pod(Pod pod) {
        PodFacts facts = PodFacts.of(pod);
        if (facts.nodeName().isEmpty()) {
            return;
        }
        if (PodState.ended(pod)) {
            podGone(facts.uid());
            return;
        }
        place(facts, facts.nodeName());
    }

    /// Counts the pod on the node from now on, also before the binding is written.
    void place(PodFacts pod, String node) {
        podGone(pod.uid());
        nodes.computeIfAbsent(node, NodeState::new).add(pod);
        places.put(pod.uid(), node);
    }

    /// Answers what it was that used a node until now.
    Optional<PodFacts> podGone(String uid) {
        String node = places.remove(uid);
        if (node == null) {
            return Optional.empty();
        }
        NodeState state = nodes.get(node);
        Optional<PodFacts> gone = state.remove(uid);
        if (!state.present() && state.pods().isEmpty()) {
            nodes.remove(node);
        }
        return gone;
    }
}
