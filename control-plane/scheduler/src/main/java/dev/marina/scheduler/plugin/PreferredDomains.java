package dev.marina.scheduler.plugin;

import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.PodFacts;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How welcome a pod is in each domain: the weights of its own preferences, and those of pods that run there. Who needs somebody
/// near counts for as much as the profile says. Scores of the nodes that fit are spread over 0 to 100.
/// pkg/scheduler/framework/plugins/interpodaffinity/scoring.go
final class PreferredDomains {

    private final Cycle cycle;
    private final InterPodAffinity settings;
    private final Map<String, Map<String, Long>> weights = new HashMap<>();
    private long least;
    private long most;

    private PreferredDomains(Cycle cycle, InterPodAffinity settings) {
        this.cycle = cycle;
        this.settings = settings;
    }

    static PreferredDomains of(Cycle cycle, InterPodAffinity settings) {
        PreferredDomains domains = new PreferredDomains(cycle, settings);
        boolean choosy = !cycle.pod().preferredAffinity().isEmpty() || !cycle.pod().preferredAntiAffinity().isEmpty();
        if (!choosy && (settings.ownOnly() || !cycle.places().anyPreferring())) {
            return domains;
        }
        for (NodeState node : cycle.nodes()) {
            // who has no opinion matters to those alone who have one of their own
            Collection<PodFacts> pods = choosy ? node.pods() : node.preferring();
            pods.forEach(pod -> domains.count(pod, node));
        }
        domains.least = cycle.fitting().stream().mapToLong(domains::sum).min().orElse(0);
        domains.most = cycle.fitting().stream().mapToLong(domains::sum).max().orElse(0);
        return domains;
    }

    boolean differ() {
        return most != least;
    }

    int score(NodeState node) {
        return most == least ? 0 : (int) (100 * (sum(node) - least) / (most - least));
    }

    private void count(PodFacts there, NodeState node) {
        PodFacts pod = cycle.pod();
        weigh(pod.preferredAffinity(), pod, there, node, 1);
        weigh(pod.preferredAntiAffinity(), pod, there, node, -1);
        there.requiredAffinity().forEach(term -> add(term, there, pod, node, settings.hardWeight()));
        weigh(there.preferredAffinity(), there, pod, node, 1);
        weigh(there.preferredAntiAffinity(), there, pod, node, -1);
    }

    private void weigh(List<WeightedPodAffinityTerm> terms, PodFacts of, PodFacts other, NodeState node, int sign) {
        terms.forEach(term -> add(term.getPodAffinityTerm(), of, other, node, sign * term.getWeight()));
    }

    private void add(PodAffinityTerm term, PodFacts of, PodFacts other, NodeState node, long weight) {
        String domain = node.labels().get(term.getTopologyKey());
        if (domain != null && AffinityTerms.takes(cycle, term, of, other)) {
            weights.computeIfAbsent(term.getTopologyKey(), _ -> new HashMap<>()).merge(domain, weight, Long::sum);
        }
    }

    private long sum(NodeState node) {
        return weights.entrySet().stream().mapToLong(key -> key.getValue().getOrDefault(node.labels().get(key.getKey()), 0L)).sum();
    }
}
