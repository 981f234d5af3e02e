package dev.marina.scheduler.plugin;

import dev.marina.controllers.engine.LabelSelection;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.PodFacts;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// How many pods that a constraint counts are in each domain. Nodes without one of the constraints' labels are in none.
record DomainCounts(Cycle cycle, List<TopologySpreadConstraint> constraints) {

    private static final NodeAffinity AFFINITY = new NodeAffinity();
    private static final TaintToleration TAINTS = new TaintToleration();

    Map<String, Integer> of(TopologySpreadConstraint constraint) {
        Map<String, Integer> counts = new HashMap<>();
        for (NodeState node : cycle.nodes()) {
            if (hasAllLabels(node) && included(constraint, node)) {
                counts.merge(node.labels().get(constraint.getTopologyKey()), on(node, constraint), Integer::sum);
            }
        }
        return counts;
    }

    int on(NodeState node, TopologySpreadConstraint constraint) {
        return (int) node.pods().stream().filter(pod -> counted(pod, constraint)).count();
    }

    boolean hasAllLabels(NodeState node) {
        return constraints.stream().allMatch(constraint -> node.labels().containsKey(constraint.getTopologyKey()));
    }

    /// The node policies: its affinity is honoured unless the constraint says otherwise, taints only if it says so.
    private boolean included(TopologySpreadConstraint constraint, NodeState node) {
        return ("Ignore".equals(constraint.getNodeAffinityPolicy()) || AFFINITY.filter(cycle, node) == Fit.FITS)
                && (!"Honor".equals(constraint.getNodeTaintsPolicy()) || TAINTS.filter(cycle, node) == Fit.FITS);
    }

    private boolean counted(PodFacts pod, TopologySpreadConstraint constraint) {
        List<String> same = constraint.getMatchLabelKeys() == null ? List.of() : constraint.getMatchLabelKeys();
        return !pod.terminating() && pod.namespace().equals(cycle.pod().namespace()) && LabelSelection.takes(constraint.getLabelSelector(), pod.labels())
                && same.stream().filter(cycle.pod().labels()::containsKey)
                        .allMatch(key -> Objects.equals(pod.labels().get(key), cycle.pod().labels().get(key)));
    }
}
