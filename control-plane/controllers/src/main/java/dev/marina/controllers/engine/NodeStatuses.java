package dev.marina.controllers.engine;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.util.Optional;

/// What a node says of itself.
public final class NodeStatuses {

    private NodeStatuses() {}

    public static Optional<NodeCondition> condition(Node node, String type) {
        return node.getStatus() == null || node.getStatus().getConditions() == null
                ? Optional.empty()
                : node.getStatus().getConditions().stream().filter(condition -> condition.getType().equals(type)).findFirst();
    }

    public static boolean ready(Node node) {
        return condition(node, "Ready").map(NodeCondition::getStatus).filter("True"::equals).isPresent();
    }
}
