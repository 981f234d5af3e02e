package dev.marina.scheduler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which less important pods should make room, and on which node. Pure: works on copies of nodes.
///
/// @param choice where room can be made, empty when nowhere
/// @param reasons why not, by node
record Preemption(Optional<Choice> choice, Map<String, List<String>> reasons) {

    private static final List<String> NOT_HELPFUL = List.of("Preemption is not helpful for scheduling");
    private static final List<String> NO_VICTIMS = List.of("No preemption victims found for incoming pod");

    record Choice(String node, List<PodFacts> victims) {}

    /// @param decision one that found no node
    static Preemption of(Profile profile, Cycle cycle, Decision decision) {
        Map<String, List<String>> reasons = new LinkedHashMap<>();
        List<Choice> choices = new ArrayList<>();
        for (NodeState node : cycle.nodes()) {
            Decision.NodeVerdict verdict = decision.nodes().get(node.name());
            if (verdict == null || !verdict.misfits().stream().allMatch(Fit.Misfit::preemptionMayHelp)) {
                reasons.put(node.name(), NOT_HELPFUL);
                continue;
            }
            List<PodFacts> lower = node.pods().stream().filter(pod -> pod.priority() < cycle.pod().priority()).toList();
            if (lower.isEmpty()) {
                reasons.put(node.name(), NO_VICTIMS);
                continue;
            }
            victims(profile, cycle, node, lower, reasons).ifPresent(victims -> choices.add(new Choice(node.name(), victims)));
        }
        return new Preemption(choices.stream().min(CHEAPEST), reasons);
    }

    /// The less important the most important victim, the less important all together, the fewer, the better.
    private static final Comparator<Choice> CHEAPEST = Comparator
            .<Choice>comparingInt(choice -> choice.victims.stream().mapToInt(PodFacts::priority).max().orElse(Integer.MIN_VALUE))
            .thenComparingLong(choice -> choice.victims.stream().mapToLong(PodFacts::priority).sum())
            .thenComparingInt(choice -> choice.victims.size()).thenComparing(Choice::node);

    private static Optional<List<PodFacts>> victims(Profile profile, Cycle cycle, NodeState node, List<PodFacts> lower, Map<String, List<String>> reasons) {
        NodeState emptied = node.copy();
        lower.forEach(pod -> emptied.remove(pod.uid()));
        Optional<Fit.Misfit> misfit = misfit(profile, cycle, emptied);
        if (misfit.isPresent()) {
            reasons.put(node.name(), misfit.get().reasons());
            return Optional.empty();
        }
        List<PodFacts> victims = new ArrayList<>();
        for (PodFacts pod : lower.stream().sorted(Comparator.comparingInt((PodFacts each) -> -each.priority()).thenComparing(PodFacts::created)).toList()) {
            emptied.add(pod);
            if (misfit(profile, cycle, emptied).isPresent()) {
                emptied.remove(pod.uid());
                victims.add(pod);
            }
        }
        return Optional.of(victims);
    }

    private static Optional<Fit.Misfit> misfit(Profile profile, Cycle cycle, NodeState changed) {
        List<NodeState> nodes = cycle.nodes().stream().map(node -> node.name().equals(changed.name()) ? changed : node).toList();
        Cycle after = new Cycle(cycle.pod(), nodes, cycle.snapshot());
        for (SchedulerPlugin.Filter plugin : profile.of(SchedulerPlugin.Filter.class)) {
            if (plugin.filter(after, changed) instanceof Fit.Misfit misfit) {
                return Optional.of(misfit);
            }
        }
        return Optional.empty();
    }
}
