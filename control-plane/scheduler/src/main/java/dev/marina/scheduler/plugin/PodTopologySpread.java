package dev.marina.scheduler.plugin;

import dev.marina.controllers.engine.LabelSelection;
import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.PodFacts;
import dev.marina.scheduler.QueueingHint;
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
    public Map<ClusterEvent.Kind, QueueingHint> hints() {
        return Map.of(
                ClusterEvent.Kind.POD_BOUND, (waiting, event) -> event instanceof ClusterEvent.PodBound(PodFacts pod) && counted(waiting, pod),
                ClusterEvent.Kind.POD_CHANGED, (waiting, event) -> event instanceof ClusterEvent.PodChanged(PodFacts before, PodFacts now)
                        && (counted(waiting, before) != counted(waiting, now) || before.terminating() != now.terminating() && counted(waiting, now)),
                ClusterEvent.Kind.POD_GONE, (waiting, event) -> event instanceof ClusterEvent.PodGone(PodFacts pod) && counted(waiting, pod),
                // a domain more or less changes how full the emptiest one is
                ClusterEvent.Kind.NODE_ADDED, QueueingHint.ALWAYS,
                ClusterEvent.Kind.NODE_CHANGED, QueueingHint.ALWAYS,
                ClusterEvent.Kind.NODE_GONE, QueueingHint.ALWAYS);
    }

    private static boolean counted(PodFacts waiting, PodFacts pod) {
        return pod.namespace().equals(waiting.namespace())
                && waiting.spread().stream().anyMatch(constraint -> LabelSelection.takes(constraint.getLabelSelector(), pod.labels()));
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
            Map<String, Integer> counts = cycle.once(new Counted(constraint), () -> counts(cycle, constraint));
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

    private record Counted(TopologySpreadConstraint constraint) {}

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
