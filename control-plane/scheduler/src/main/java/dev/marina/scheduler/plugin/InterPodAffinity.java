package dev.marina.scheduler.plugin;

import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.Group;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.Places;
import dev.marina.scheduler.PodFacts;
import dev.marina.scheduler.QueueingHint;
import dev.marina.scheduler.SchedulerPlugin;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import java.util.List;
import java.util.Map;

/// Required affinity and anti-affinity between pods, within a topology domain; also what pods that run already forbid. Of the nodes
/// that fit, those in the domains that the pod, and others of it, would rather have.
///
/// @param hardWeight what it counts in scores that a pod which runs needs the other near
/// @param ownOnly whether pods without preferences of their own are not compared by those of pods that run
public record InterPodAffinity(int hardWeight, boolean ownOnly) implements SchedulerPlugin.Filter, SchedulerPlugin.Score {

    private static final Fit NO_AFFINITY = Fit.unresolvable("node(s) didn't match pod affinity rules");
    private static final Fit ANTI_AFFINITY = Fit.unschedulable("node(s) didn't match pod anti-affinity rules");
    private static final Fit REFUSED = Fit.unschedulable("node(s) didn't satisfy existing pods anti-affinity rules");

    public InterPodAffinity() {
        this(1, false);
    }

    @Override
    public String name() {
        return "InterPodAffinity";
    }

    @Override
    public Map<ClusterEvent.Kind, QueueingHint> hints() {
        return Map.of(
                ClusterEvent.Kind.POD_BOUND, (waiting, event) -> event instanceof ClusterEvent.PodBound(PodFacts pod) && wanted(waiting, pod),
                ClusterEvent.Kind.POD_CHANGED, (waiting, event) -> event instanceof ClusterEvent.PodChanged(PodFacts before, PodFacts now)
                        && (wanted(waiting, now) || inTheWay(waiting, before)),
                ClusterEvent.Kind.POD_GONE,
                (waiting, event) -> event instanceof ClusterEvent.PodGone(PodFacts pod) && (inTheWay(waiting, pod) || wanted(waiting, pod)),
                ClusterEvent.Kind.NODE_ADDED, QueueingHint.ALWAYS,
                ClusterEvent.Kind.NODE_CHANGED, (_, event) -> event instanceof ClusterEvent.NodeChanged(var before, NodeState node)
                        && before.filter(offer -> offer.labels().equals(node.labels())).isEmpty());
    }

    private static boolean wanted(PodFacts waiting, PodFacts pod) {
        return waiting.requiredAffinity().stream().anyMatch(term -> AffinityTerms.mayTake(term, waiting, pod));
    }

    private static boolean inTheWay(PodFacts waiting, PodFacts pod) {
        return waiting.requiredAntiAffinity().stream().anyMatch(term -> AffinityTerms.mayTake(term, waiting, pod))
                || pod.requiredAntiAffinity().stream().anyMatch(term -> AffinityTerms.mayTake(term, pod, waiting));
    }

    /// What all nodes together say about one pod.
    ///
    /// @param wanted of each term of its affinity, where the pods are that all of its terms take
    /// @param first whether there are none, and it would be taken by its own terms: it begins
    /// @param unwanted of each term of its anti-affinity, where the pods are that the term takes
    /// @param refusing where pods are that want it not
    private record Topology(List<Domains> wanted, boolean first, List<Domains> unwanted, List<Domains> refusing) {

        boolean saysNothing() {
            return wanted.isEmpty() && unwanted.isEmpty() && refusing.isEmpty();
        }
    }

    /// @param pods counts by domain, of pods that are alike
    private record Domains(String topologyKey, List<Map<String, Integer>> pods) {

        static Domains of(String topologyKey, List<Places.Members> members) {
            return new Domains(topologyKey, members.stream().map(each -> each.domains(topologyKey)).toList());
        }

        boolean none() {
            return pods.stream().allMatch(Map::isEmpty);
        }

        boolean hold(NodeState node) {
            String domain = node.labels().get(topologyKey);
            if (domain != null) {
                for (Map<String, Integer> each : pods) {
                    if (each.containsKey(domain)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    @Override
    public boolean concerns(Cycle cycle) {
        return !topology(cycle).saysNothing();
    }

    @Override
    public Fit filter(Cycle cycle, NodeState node) {
        Topology topology = topology(cycle);
        for (Domains domains : topology.wanted()) {
            if (!(topology.first() ? node.labels().containsKey(domains.topologyKey()) : domains.hold(node))) {
                return NO_AFFINITY;
            }
        }
        for (Domains domains : topology.unwanted()) {
            if (domains.hold(node)) {
                return ANTI_AFFINITY;
            }
        }
        for (Domains domains : topology.refusing()) {
            if (domains.hold(node)) {
                return REFUSED;
            }
        }
        return Fit.FITS;
    }

    @Override
    public boolean prefers(Cycle cycle) {
        return preferred(cycle).differ();
    }

    @Override
    public int score(Cycle cycle, NodeState node) {
        return preferred(cycle).score(node);
    }

    @Override
    public int weight() {
        return 2;
    }

    private PreferredDomains preferred(Cycle cycle) {
        return cycle.once(PreferredDomains.class, () -> PreferredDomains.of(cycle, this));
    }

    private static Topology topology(Cycle cycle) {
        return cycle.once(InterPodAffinity.class, () -> {
            List<PodAffinityTerm> terms = cycle.pod().requiredAffinity();
            List<Places.Members> wanted = terms.isEmpty() ? List.of() : cycle.places().groups(group -> allTake(cycle, terms, group));
            List<Domains> affinity = terms.stream().map(term -> Domains.of(term.getTopologyKey(), wanted)).toList();
            return new Topology(affinity, affinity.stream().allMatch(Domains::none) && allTake(cycle, terms, cycle.pod().group()),
                    cycle.pod().requiredAntiAffinity().stream().map(term -> Domains.of(term.getTopologyKey(),
                            cycle.places().groups(group -> AffinityTerms.takes(cycle, term, cycle.pod().namespace(), group)))).toList(),
                    cycle.places().refusals(refusal -> AffinityTerms.takes(cycle, refusal.term(), refusal.namespace(), cycle.pod().group())).stream()
                            .map(refusal -> Domains.of(refusal.getKey().term().getTopologyKey(), List.of(refusal.getValue()))).toList());
        });
    }

    /// Only pods that all terms take count for any of them. podMatchesAllAffinityTerms in
    /// pkg/scheduler/framework/plugins/interpodaffinity/filtering.go
    private static boolean allTake(Cycle cycle, List<PodAffinityTerm> terms, Group pod) {
        return terms.stream().allMatch(term -> AffinityTerms.takes(cycle, term, cycle.pod().namespace(), pod));
    }
}
