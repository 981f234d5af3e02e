package dev.marina.scheduler;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which nodes have an image, by all of its names. Owned by the scheduler's thread, or made for one thought experiment.
public final class ImageSpread {

    private final Map<String, Set<NodeState>> nodes = new HashMap<>();

    static ImageSpread of(List<NodeState> nodes) {
        ImageSpread spread = new ImageSpread();
        nodes.forEach(node -> spread.changed(node, Set.of()));
        return spread;
    }

    /// The node has other images than these, which it had. Of all nodes that have one of those in which it differs nothing holds any more that was found
    /// before: how good they are for it depends on how many they are.
    void changed(NodeState node, Set<String> before) {
        Set<String> after = node.images();
        if (after.equals(before)) {
            return;
        }
        for (String image : before) {
            if (!after.contains(image)) {
                Set<NodeState> having = nodes.get(image);
                having.remove(node);
                having.forEach(NodeState::outdated);
                if (having.isEmpty()) {
                    nodes.remove(image);
                }
            }
        }
        for (String image : after) {
            if (!before.contains(image)) {
                Set<NodeState> having = nodes.computeIfAbsent(image, _ -> new HashSet<>());
                having.forEach(NodeState::outdated);
                having.add(node);
            }
        }
    }

    /// How many nodes have the image.
    public int nodes(String image) {
        return nodes.getOrDefault(image, Set.of()).size();
    }
}
