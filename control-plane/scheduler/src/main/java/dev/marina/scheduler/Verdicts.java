package dev.marina.scheduler;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What every plugin says of every node for one pod, those after the first refusal too: for explaining, where a cycle stops at the
/// first.
///
/// @param refused the plugin that refuses the pod whatever the nodes, with its words
record Verdicts(Optional<Map.Entry<String, String>> refused, Map<String, Map<String, Fit>> byNode) {

    static Verdicts of(Profile profile, Cycle cycle) {
        for (SchedulerPlugin.PreFilter plugin : profile.preFilters()) {
            Optional<String> why = plugin.prefilter(cycle);
            if (why.isPresent()) {
                return new Verdicts(Optional.of(Map.entry(plugin.name(), why.get())), Map.of());
            }
        }
        Map<String, Map<String, Fit>> byNode = new LinkedHashMap<>();
        for (NodeState node : cycle.nodes()) {
            Map<String, Fit> fits = new LinkedHashMap<>();
            profile.filters().forEach(plugin -> fits.put(plugin.name(), plugin.filter(cycle, node)));
            byNode.put(node.name(), fits);
        }
        return new Verdicts(Optional.empty(), byNode);
    }

    /// Nodes that nobody refuses.
    List<String> fitting() {
        return byNode.entrySet().stream().filter(node -> refusals(node.getValue()).isEmpty()).map(Map.Entry::getKey).toList();
    }

    static List<String> refusals(Map<String, Fit> fits) {
        return fits.entrySet().stream().filter(fit -> fit.getValue() instanceof Fit.Misfit).map(Map.Entry::getKey).toList();
    }

    /// The node that the fewest plugins refuse.
    Optional<String> nearest() {
        return byNode.entrySet().stream().min(Comparator.comparingInt(node -> refusals(node.getValue()).size())).map(Map.Entry::getKey);
    }
}
