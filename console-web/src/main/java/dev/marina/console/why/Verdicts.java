package dev.marina.console.why;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What each of the scheduler's plugins says of each node. The nodes that the fewest refuse come first.
///
/// @param leftOut nodes that are not in it
record Verdicts(List<String> plugins, List<Node> nodes, int leftOut) {

    static final int MOST_NODES = 50;

    /// @param refusals of the plugins that do not take the node, with their reasons
    record Node(String name, Map<String, String> refusals) {
        boolean fits(String plugin) {
            return !refusals.containsKey(plugin);
        }
    }

    static Verdicts of(JsonNode verdicts) {
        Set<String> plugins = new LinkedHashSet<>();
        List<Node> nodes = new ArrayList<>();
        verdicts.forEach(node -> {
            Map<String, String> refusals = new LinkedHashMap<>();
            node.path("plugins").properties().forEach(plugin -> {
                plugins.add(plugin.getKey());
                if (!plugin.getValue().path("fits").asBoolean()) {
                    refusals.put(plugin.getKey(), Wait.text(plugin.getValue().path("reasons")));
                }
            });
            nodes.add(new Node(node.path("node").asText(), Map.copyOf(refusals)));
        });
        List<Node> nearestFirst = nodes.stream().sorted(java.util.Comparator.comparingInt(node -> node.refusals().size())).limit(MOST_NODES)
                .collect(Collectors.toList());
        return new Verdicts(List.copyOf(plugins), List.copyOf(nearestFirst), nodes.size() - nearestFirst.size());
    }
}
