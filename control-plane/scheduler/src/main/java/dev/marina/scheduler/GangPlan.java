package dev.marina.scheduler;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// Where the pods of a gang go, if they do.
///
/// @param enough whether as many fit as have to go at once, of a large gang as many as are looked at
/// @param done whether no further ones have to fit for these to be bound
/// @param chosen pods that fit beside each other, with their nodes
/// @param refused the others
/// @param message why those wait that fit, or ""
record GangPlan(boolean enough, boolean done, List<Choice> chosen, List<Refusal> refused, String message) {

    record Choice(Pod pod, String node) {}

    record Refusal(Pod pod, Decision decision) {}

    /// @param decide finds a pod's node, and takes it: the next is decided as if the pod were there
    static GangPlan of(Gang gang, Function<Pod, Decision> decide) {
        List<Choice> chosen = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        List<Pod> pods = gang.waiting().stream()
                .sorted(Comparator.comparingInt((Pod pod) -> pod.getSpec().getPriority() == null ? 0 : -pod.getSpec().getPriority())
                        .thenComparing(pod -> pod.getMetadata().getCreationTimestamp()).thenComparing(pod -> pod.getMetadata().getName()))
                .limit(Gang.MOST).toList();
        for (Pod pod : pods) {
            Decision decision = decide.apply(pod);
            decision.node().ifPresentOrElse(node -> chosen.add(new Choice(pod, node)), () -> refused.add(new Refusal(pod, decision)));
        }
        boolean enough = gang.large() ? refused.isEmpty() : gang.enough(chosen.size());
        String message = enough
                ? ""
                : "pod group \"%s\" is scheduled together: %d of the %d pods that it asks for at once fit".formatted(gang.name(),
                        chosen.size() + gang.placed(), gang.minCount());
        return new GangPlan(enough, gang.enough(chosen.size()), List.copyOf(chosen), List.copyOf(refused), message);
    }
}
