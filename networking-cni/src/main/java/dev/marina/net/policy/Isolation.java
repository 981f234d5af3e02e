package dev.marina.net.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What policies leave of one pod's traffic: per direction the alternatives of what is allowed; nothing for a direction in which
/// everything is.
record Isolation(Map<Direction, List<Clause>> allowed, boolean crowded) {

    static final Isolation NONE = new Isolation(Map.of(), false);
    static final Isolation CLOSED = new Isolation(Map.of(Direction.INGRESS, List.of(), Direction.EGRESS, List.of()), false);

    /// @param policies of the pod's namespace
    static Isolation of(PodEntry pod, Collection<PolicyEntry> policies, PolicyLimits limits) {
        List<PolicyEntry> selecting = policies.stream().filter(policy -> policy.pods().matches(pod.labels())).toList();
        Optional<List<Clause>> ingress = direction(Direction.INGRESS, pod, selecting, PolicyEntry::ingress, limits);
        Optional<List<Clause>> egress = direction(Direction.EGRESS, pod, selecting, PolicyEntry::egress, limits);
        boolean crowded = ingress.filter(clauses -> clauses.size() > limits.clausesPerPod()).isPresent()
                || egress.filter(clauses -> clauses.size() > limits.clausesPerPod()).isPresent();
        Map<Direction, List<Clause>> allowed = new EnumMap<>(Direction.class);
        ingress.ifPresent(clauses -> allowed.put(Direction.INGRESS, bounded(clauses, limits)));
        egress.ifPresent(clauses -> allowed.put(Direction.EGRESS, bounded(clauses, limits)));
        return new Isolation(allowed, crowded);
    }

    /// Rules of all policies together, since what any of them allows is allowed.
    private static Optional<List<Clause>> direction(Direction direction, PodEntry pod, List<PolicyEntry> policies,
            Function<PolicyEntry, Optional<List<RuleEntry>>> rules, PolicyLimits limits) {
        boolean isolated = false;
        Set<Clause> clauses = new LinkedHashSet<>();
        for (PolicyEntry policy : policies) {
            Optional<List<RuleEntry>> allowing = rules.apply(policy);
            isolated |= allowing.isPresent();
            if (allowing.isPresent() && clauses.size() <= limits.clausesPerPod()) {
                clauses.addAll(Clause.of(direction, allowing.get(), pod.ports()));
            }
        }
        return isolated && !clauses.contains(Clause.EVERYTHING) ? Optional.of(new ArrayList<>(clauses)) : Optional.empty();
    }

    private static List<Clause> bounded(List<Clause> clauses, PolicyLimits limits) {
        return clauses.size() > limits.clausesPerPod() ? List.of() : clauses;
    }
}
