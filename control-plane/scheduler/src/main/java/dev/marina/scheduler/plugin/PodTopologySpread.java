package dev.marina.scheduler.plugin;

import dev.marina.controllers.engine.LabelSelection;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.SchedulerPlugin;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.HashMap;
import java.util.Map;

/// The pod's own constraints that forbid (`DoNotSchedule`): no domain may have more than `maxSkew` pods above the emptiest.
public final class PodTopologySpread implements SchedulerPlugin.Filter {

    @Override
    public String name() {
        return "PodTopologySpread";
    }

    @Override
    public Fit filter(Cycle cycle, NodeState node) {
        for (TopologySpreadConstraint constraint : cycle.pod().spread()) {
            if (!"DoNotSchedule".equals(constraint.getWhenUnsatisfiable())) {
                continue;
            }
            String domain = node.labels().get(constraint.getTopologyKey());
            if (domain == null) {
                return Fit.unresolvable("node(s) didn't match pod topology spread constraints (missing required label)");
            }
            Map<String, Integer> counts = counts(cycle, constraint);
            int least = counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
            if (constraint.getMinDomains() != null && counts.size() < constraint.getMinDomains()) {
                least = 0;
            }
            int self = LabelSelection.takes(constraint.getLabelSelector(), cycle.pod().labels()) ? 1 : 0;
            if (counts.getOrDefault(domain, 0) + self - least > constraint.getMaxSkew()) {
                return Fit.unschedulable("node(s) didn't match pod topology spread constraints");
            }
        }
        return Fit.FITS;
    }

    private static Map<String, Integer> counts(Cycle cycle, TopologySpreadConstraint constraint) {
        NodeAffinity eligible = new NodeAffinity();
        Map<String, Integer> counts = new HashMap<>();
        for (NodeState node : cycle.nodes()) {
            String domain = node.labels().get(constraint.getTopologyKey());
            if (domain == null || eligible.filter(cycle, node) != Fit.FITS) {
                continue;
            }
            int matching = (int) node.pods().stream().filter(pod -> !pod.terminating() && pod.namespace().equals(cycle.pod().namespace())
                    && LabelSelection.takes(constraint.getLabelSelector(), pod.labels())).count();
            counts.merge(domain, matching, Integer::sum);
        }
        return counts;
    }
}
