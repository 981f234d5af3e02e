package dev.marina.scheduler.plugin;

import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.PodFacts;
import dev.marina.scheduler.QueueingHint;
import dev.marina.scheduler.SchedulerPlugin;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Required affinity and anti-affinity between pods, within a topology domain; also what pods that run already forbid. Of the nodes
/// that fit, those in the domains that the pod, and others of it, would rather have.
public final class InterPodAffinity implements SchedulerPlugin.Filter, SchedulerPlugin.Score {

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
    /// @param wanted of each term of its affinity, the domains with a pod that the term takes
    /// @param unwanted the same of its anti-affinity
    /// @param refusing domains in which a pod that is there wants it not
    private record Topology(List<Places> wanted, List<Places> unwanted, Set<Domain> refusing) {}

    private record Domain(String key, String value) {}

    /// @param anywhere whether any pod is taken, in a domain or not
    private record Places(PodAffinityTerm term, Set<String> domains, boolean anywhere) {}

    @Override
    public Fit filter(Cycle cycle, NodeState node) {
        Topology topology = cycle.once(InterPodAffinity.class, () -> topology(cycle));
        for (Places places : topology.wanted()) {
            String domain = node.labels().get(places.term().getTopologyKey());
            boolean first = !places.anywhere() && AffinityTerms.takes(cycle, places.term(), cycle.pod(), cycle.pod());
            if (domain == null || !places.domains().contains(domain) && !first) {
                return Fit.unresolvable("node(s) didn't match pod affinity rules");
            }
        }
        for (Places places : topology.unwanted()) {
            String domain = node.labels().get(places.term().getTopologyKey());
            if (domain != null && places.domains().contains(domain)) {
                return Fit.unschedulable("node(s) didn't match pod anti-affinity rules");
            }
        }
        return topology.refusing().stream().anyMatch(domain -> domain.value().equals(node.labels().get(domain.key())))
                ? Fit.unschedulable("node(s) didn't satisfy existing pods anti-affinity rules")
                : Fit.FITS;
    }

    @Override
    public int score(Cycle cycle, NodeState node) {
        return cycle.once(PreferredDomains.class, () -> PreferredDomains.of(cycle)).score(node);
    }

    @Override
    public int weight() {
        return 2;
    }

    private static Topology topology(Cycle cycle) {
        Set<Domain> refusing = new HashSet<>();
        for (NodeState node : cycle.nodes()) {
            for (PodFacts pod : node.repelling()) {
                pod.requiredAntiAffinity().stream().filter(term -> AffinityTerms.takes(cycle, term, pod, cycle.pod())).map(PodAffinityTerm::getTopologyKey)
                        .flatMap(key -> Stream.ofNullable(node.labels().get(key)).map(value -> new Domain(key, value))).forEach(refusing::add);
            }
        }
        return new Topology(places(cycle, cycle.pod().requiredAffinity()), places(cycle, cycle.pod().requiredAntiAffinity()), refusing);
    }

    private static List<Places> places(Cycle cycle, List<PodAffinityTerm> terms) {
        List<Places> places = new ArrayList<>();
        for (PodAffinityTerm term : terms) {
            Set<String> domains = new HashSet<>();
            boolean anywhere = false;
            for (NodeState node : cycle.nodes()) {
                if (node.pods().stream().anyMatch(pod -> AffinityTerms.takes(cycle, term, cycle.pod(), pod))) {
                    anywhere = true;
                    Stream.ofNullable(node.labels().get(term.getTopologyKey())).forEach(domains::add);
                }
            }
            places.add(new Places(term, domains, anywhere));
        }
        return places;
    }
}
