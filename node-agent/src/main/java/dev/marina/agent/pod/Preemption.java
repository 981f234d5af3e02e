package dev.marina.agent.pod;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which pods have to go so that a critical one can come: as few as can be, of the lowest quality of service, and not more than is
/// missing. pkg/kubelet/preemption/preemption.go
final class Preemption {

    static final String REASON = "Preempting";

    static final EarlyEnd END = new EarlyEnd(REASON, "Preempted in order to admit critical pod", Optional.empty(),
            Optional.of("Pod was preempted by Kubelet to accommodate a critical pod."));

    private static final Comparator<NodeAllocations.Holder> SMALLER = Comparator.<NodeAllocations.Holder>comparingLong(
            holder -> holder.requested().get(Requested.MEMORY))
            .thenComparingLong(holder -> holder.requested().get(Requested.CPU));

    private Preemption() {}

    /// Empty when all that could go would not be enough.
    static Optional<List<NodeAllocations.Holder>> of(NodeAllocations.Holder critical, List<NodeAllocations.Holder> others, List<Misfit.Lacking> lacking) {
        List<Need> needs = lacking.stream().map(missing -> new Need(missing.resource(), missing.missing())).toList();
        List<NodeAllocations.Holder> preemptable = others.stream().filter(other -> Priorities.preemptable(critical.pod(), other.pod())).toList();
        if (!without(needs, preemptable).isEmpty()) {
            return Optional.empty();
        }
        List<NodeAllocations.Holder> bestEffort = of("BestEffort", preemptable);
        List<NodeAllocations.Holder> burstable = of("Burstable", preemptable);
        List<NodeAllocations.Holder> guaranteed = nearest(of("Guaranteed", preemptable), without(without(needs, bestEffort), burstable));
        List<NodeAllocations.Holder> chosen = new ArrayList<>(guaranteed);
        chosen.addAll(nearest(burstable, without(without(needs, bestEffort), guaranteed)));
        chosen.addAll(nearest(bestEffort, without(needs, chosen)));
        return Optional.of(chosen);
    }

    static PodAdmission.Refusal impossible(List<Misfit.Lacking> lacking) {
        StringBuilder resources = new StringBuilder();
        lacking.forEach(missing -> resources.append("(res: %s, q: %d), ".formatted(missing.resource(), missing.missing())));
        return new PodAdmission.Refusal("UnexpectedAdmissionError", "Unexpected error while attempting to recover from admission failure: preemption: "
                + "error finding a set of pods to preempt: no set of running pods found to reclaim resources: [" + resources + "]");
    }

    private static List<NodeAllocations.Holder> of(String qos, List<NodeAllocations.Holder> holders) {
        return holders.stream().filter(holder -> Qos.of(holder.pod()).equals(qos)).toList();
    }

    /// One after another, each time the one that leaves least to be found; of equals the smaller.
    private static List<NodeAllocations.Holder> nearest(List<NodeAllocations.Holder> holders, List<Need> needs) {
        List<NodeAllocations.Holder> left = new ArrayList<>(holders);
        List<NodeAllocations.Holder> chosen = new ArrayList<>();
        List<Need> missing = needs;
        while (!missing.isEmpty()) {
            List<Need> now = missing;
            NodeAllocations.Holder next = left.stream()
                    .min(Comparator.<NodeAllocations.Holder>comparingDouble(holder -> distance(now, holder)).thenComparing(SMALLER)).orElseThrow();
            left.remove(next);
            chosen.add(next);
            missing = without(missing, List.of(next));
        }
        return chosen;
    }

    /// Each need weighs the same, whatever its unit.
    private static double distance(List<Need> needs, NodeAllocations.Holder holder) {
        return needs.stream().mapToDouble(need -> Math.max(0, need.quantity - need.of(holder)) / (double) need.quantity).map(part -> part * part).sum();
    }

    private static List<Need> without(List<Need> needs, List<NodeAllocations.Holder> gone) {
        return needs.stream().map(need -> new Need(need.resource, need.quantity - gone.stream().mapToLong(need::of).sum()))
                .filter(need -> need.quantity > 0).toList();
    }

    private record Need(String resource, long quantity) {
        long of(NodeAllocations.Holder holder) {
            return resource.equals(Requested.PODS) ? 1 : holder.requested().get(resource);
        }
    }
}
