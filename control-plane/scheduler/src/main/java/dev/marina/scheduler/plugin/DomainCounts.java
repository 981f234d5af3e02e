package dev.marina.scheduler.plugin;

import dev.marina.controllers.engine.LabelSelection;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.Group;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.Places;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// How many pods that a constraint counts are in each domain. Nodes without one of the constraints' labels are in none.
///
/// @param constraint whose pods are counted
/// @param all constraints that hold together
/// @param counted the pods, by what selectors can tell of them
record DomainCounts(Cycle cycle, TopologySpreadConstraint constraint, List<TopologySpreadConstraint> all, List<Places.Members> counted) {

    private static final NodeAffinity AFFINITY = new NodeAffinity();
    private static final TaintToleration TAINTS = new TaintToleration();

    static DomainCounts of(Cycle cycle, TopologySpreadConstraint constraint, List<TopologySpreadConstraint> all) {
        return new DomainCounts(cycle, constraint, all, cycle.places().groups(group -> counts(constraint, group, cycle)));
    }

    private static boolean counts(TopologySpreadConstraint constraint, Group group, Cycle cycle) {
        List<String> same = constraint.getMatchLabelKeys() == null ? List.of() : constraint.getMatchLabelKeys();
        return !group.terminating() && group.namespace().equals(cycle.pod().namespace()) && LabelSelection.takes(constraint.getLabelSelector(), group.labels())
                && same.stream().filter(cycle.pod().labels()::containsKey)
                        .allMatch(key -> Objects.equals(group.labels().get(key), cycle.pod().labels().get(key)));
    }

    /// By domain, those without pods too.
    Map<String, Integer> byDomain() {
        Map<String, Integer> counts = new HashMap<>();
        if (everyNodeCounts()) {
            cycle.places().nodesBy(constraint.getTopologyKey()).keySet().forEach(domain -> counts.put(domain, 0));
            counted.forEach(group -> group.domains(constraint.getTopologyKey()).forEach((domain, count) -> counts.merge(domain, count, Integer::sum)));
            return counts;
        }
        for (NodeState node : cycle.nodes()) {
            if (hasAllLabels(node) && included(node)) {
                counts.merge(node.labels().get(constraint.getTopologyKey()), on(node), Integer::sum);
            }
        }
        return counts;
    }

    int on(NodeState node) {
        int count = 0;
        for (Places.Members group : counted) {
            count += group.on(node);
        }
        return count;
    }

    boolean hasAllLabels(NodeState node) {
        return hasAllLabels(all, node);
    }

    static boolean hasAllLabels(List<TopologySpreadConstraint> constraints, NodeState node) {
        for (TopologySpreadConstraint each : constraints) {
            if (!node.labels().containsKey(each.getTopologyKey())) {
                return false;
            }
        }
        return true;
    }

    private boolean everyNodeCounts() {
        return !honoursTaints() && ("Ignore".equals(constraint.getNodeAffinityPolicy()) || !AFFINITY.concerns(cycle))
                && all.stream().allMatch(each -> cycle.places().everywhere(each.getTopologyKey()));
    }

    /// The node policies: its affinity is honoured unless the constraint says otherwise, taints only if it says so.
    private boolean included(NodeState node) {
        return ("Ignore".equals(constraint.getNodeAffinityPolicy()) || AFFINITY.filter(cycle, node) == Fit.FITS)
                && (!honoursTaints() || TAINTS.filter(cycle, node) == Fit.FITS);
    }

    private boolean honoursTaints() {
        return "Honor".equals(constraint.getNodeTaintsPolicy());
    }
}
