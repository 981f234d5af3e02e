package dev.marina.scheduler;

import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which less important pods should make room, and on which node. Pure: works on copies of nodes.
///
/// @param candidates where room can be made, the cheapest first; empty when nowhere
/// @param reasons why not, by node
/// @param notEligible why nobody has to make room for the pod, or ""
record Preemption(List<Choice> candidates, Map<String, List<String>> reasons, String notEligible) {

    /// Of how many nodes it is found out what it would cost: a share, and at least so many. DefaultPreemptionArgs
    private static final int CANDIDATES_PERCENT = 10;
    private static final int CANDIDATES = 100;

    private static final List<String> NOT_HELPFUL = List.of("Preemption is not helpful for scheduling");
    private static final List<String> NO_VICTIMS = List.of("No preemption victims found for incoming pod");

    /// @param violations how many of the victims a disruption budget would have kept
    record Choice(String node, List<PodFacts> victims, long violations) {}

    Preemption {
        candidates = candidates.stream().sorted(CHEAPEST).toList();
    }

    /// @param why nobody has to make room
    static Preemption none(String why) {
        return new Preemption(List.of(), Map.of(), why);
    }

    /// @param decision one that found no node
    /// @param budgets of all namespaces
    static Preemption of(Profile profile, Cycle cycle, Decision decision, Decision.Search search, List<PodDisruptionBudget> budgets) {
        String notEligible = notEligible(profile, cycle, decision, search.nominations());
        if (!notEligible.isEmpty()) {
            return none(notEligible);
        }
        Map<String, List<String>> reasons = new LinkedHashMap<>();
        List<Choice> choices = new ArrayList<>();
        Room room = Room.of(profile, cycle, search.nominations());
        int all = cycle.nodes().size();
        int enough = Math.max(CANDIDATES, all * CANDIDATES_PERCENT / 100);
        for (int i = 0; i < all && (choices.size() < enough || choices.stream().allMatch(choice -> choice.violations > 0)); i++) {
            NodeState node = cycle.nodes().get((search.start() + i) % all);
            Decision.NodeVerdict verdict = decision.nodes().get(node.name());
            if (verdict == null || !verdict.misfit().map(Fit.Misfit::preemptionMayHelp).orElse(true)) {
                reasons.put(node.name(), NOT_HELPFUL);
                continue;
            }
            List<PodFacts> lower = node.pods().stream().filter(pod -> pod.priority() < cycle.pod().priority()).toList();
            if (lower.isEmpty()) {
                reasons.put(node.name(), NO_VICTIMS);
                continue;
            }
            choice(room, node, lower, budgets, reasons).ifPresent(choices::add);
        }
        return new Preemption(choices, reasons, "");
    }

    /// The cheapest of the candidates.
    Optional<Choice> choice() {
        return candidates.stream().findFirst();
    }

    /// What extenders leave of it.
    Preemption among(List<Choice> left) {
        return left.isEmpty() ? none("no candidate node for preemption") : new Preemption(left, reasons, notEligible);
    }

    /// Room that is being made already is waited for. PodEligibleToPreemptOthers in
    /// pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go
    private static String notEligible(Profile profile, Cycle cycle, Decision decision, Nominations nominations) {
        PodFacts pod = cycle.pod();
        if (!profile.preempts()) {
            return "not eligible, the scheduler's profile has no DefaultPreemption";
        }
        if (!pod.mayPreempt()) {
            return "not eligible due to preemptionPolicy=Never";
        }
        Optional<NodeState> promised = nominations.of(pod.uid()).flatMap(name -> cycle.nodes().stream().filter(node -> node.name().equals(name)).findFirst());
        boolean comes = promised.isPresent()
                && Optional.ofNullable(decision.nodes().get(promised.get().name())).flatMap(Decision.NodeVerdict::misfit).map(Fit.Misfit::preemptionMayHelp)
                        .orElse(true)
                && promised.get().pods().stream().anyMatch(other -> other.terminating() && other.priority() < pod.priority());
        return comes ? "not eligible due to a terminating pod on the nominated node" : "";
    }

    /// The fewer broken budgets, the less important the most important victim, the less important all together, the fewer, and the younger
    /// the oldest of the most important ones, the better. pickOneNodeForPreemption in pkg/scheduler/framework/preemption
    private static final Comparator<Choice> CHEAPEST = Comparator
            .comparingLong(Choice::violations)
            .thenComparingInt(choice -> highest(choice.victims))
            // moved so that no priority is below zero and a further victim never makes it less
            .thenComparingLong(choice -> choice.victims.stream().mapToLong(victim -> victim.priority() + 1L + Integer.MAX_VALUE).sum())
            .thenComparingInt(choice -> choice.victims.size())
            .thenComparing(Preemption::oldestOfTheHighest, Comparator.reverseOrder())
            .thenComparing(Choice::node);

    private static int highest(List<PodFacts> victims) {
        return victims.stream().mapToInt(PodFacts::priority).max().orElse(Integer.MIN_VALUE);
    }

    private static Instant oldestOfTheHighest(Choice choice) {
        int highest = highest(choice.victims);
        return choice.victims.stream().filter(victim -> victim.priority() == highest).map(PodFacts::created).min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    /// All that could go are taken away, and as many as fit come back: first those that a budget keeps, the more important before the less.
    private static Optional<Choice> choice(Room room, NodeState node, List<PodFacts> lower, List<PodDisruptionBudget> budgets,
            Map<String, List<String>> reasons) {
        NodeState emptied = node.copy();
        lower.forEach(pod -> emptied.remove(pod.uid()));
        Optional<Room.Refusal> refusal = room.onChanged(emptied);
        if (refusal.isPresent()) {
            reasons.put(node.name(), refusal.get().misfit().reasons());
            return Optional.empty();
        }
        List<PodFacts> ranked = lower.stream().sorted(Comparator.comparingInt((PodFacts each) -> -each.priority()).thenComparing(PodFacts::created)).toList();
        Set<String> kept = BudgetedPods.violating(ranked, budgets);
        List<PodFacts> victims = new ArrayList<>();
        for (PodFacts pod : ranked.stream().sorted(Comparator.comparing((PodFacts each) -> !kept.contains(each.uid()))).toList()) {
            emptied.add(pod);
            if (room.onChanged(emptied).isPresent()) {
                emptied.remove(pod.uid());
                victims.add(pod);
            }
        }
        return Optional.of(new Choice(node.name(), victims, victims.stream().filter(victim -> kept.contains(victim.uid())).count()));
    }
}
