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
import java.util.List;
import java.util.Map;

/// The pod's own constraints: of those that forbid (`DoNotSchedule`), no domain may have more than `maxSkew` pods above the emptiest; of
/// those that do not (`ScheduleAnyway`), the emptier the domain the better.
public final class PodTopologySpread implements SchedulerPlugin.Filter, SchedulerPlugin.Score {

    private static final Fit NO_LABEL = Fit.unresolvable("node(s) didn't match pod topology spread constraints (missing required label)");
    private static final Fit TOO_MANY = Fit.unschedulable("node(s) didn't match pod topology spread constraints");

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

    /// @param counts pods by domain
    /// @param most how many a domain may have with this pod
    private record Hard(String topologyKey, Map<String, Integer> counts, int self, int most) {}

    @Override
    public boolean concerns(Cycle cycle) {
        return !hard(cycle).isEmpty();
    }

    @Override
    public Fit filter(Cycle cycle, NodeState node) {
        for (Hard constraint : hard(cycle)) {
            String domain = node.labels().get(constraint.topologyKey());
            if (domain == null) {
                return NO_LABEL;
            }
            if (constraint.counts().getOrDefault(domain, 0) + constraint.self() > constraint.most()) {
                return TOO_MANY;
            }
        }
        return Fit.FITS;
    }

    private static List<Hard> hard(Cycle cycle) {
        return cycle.once(PodTopologySpread.class, () -> {
            List<TopologySpreadConstraint> all = constraints(cycle, "DoNotSchedule");
            return all.stream().map(constraint -> hard(cycle, constraint, all)).toList();
        });
    }

    private static Hard hard(Cycle cycle, TopologySpreadConstraint constraint, List<TopologySpreadConstraint> all) {
        Map<String, Integer> counts = DomainCounts.of(cycle, constraint, all).byDomain();
        boolean tooFew = constraint.getMinDomains() != null && counts.size() < constraint.getMinDomains();
        int least = tooFew ? 0 : counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
        int self = LabelSelection.takes(constraint.getLabelSelector(), cycle.pod().labels()) ? 1 : 0;
        return new Hard(constraint.getTopologyKey(), counts, self, constraint.getMaxSkew() + least);
    }

    private static List<TopologySpreadConstraint> constraints(Cycle cycle, String whenUnsatisfiable) {
        return cycle.pod().spread().stream().filter(constraint -> whenUnsatisfiable.equals(constraint.getWhenUnsatisfiable())).toList();
    }

    @Override
    public boolean prefers(Cycle cycle) {
        return cycle.pod().spread().isEmpty() ? OwnerSpread.prefers(cycle) : !constraints(cycle, "ScheduleAnyway").isEmpty();
    }

    @Override
    public int score(Cycle cycle, NodeState node) {
        return cycle.pod().spread().isEmpty()
                ? OwnerSpread.score(cycle, node)
                : cycle.once(SpreadScores.class, () -> SpreadScores.of(cycle, constraints(cycle, "ScheduleAnyway"))).score(node);
    }

    @Override
    public int weight() {
        return 2;
    }
}
