package dev.marina.scheduler.plugin;

import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.Places;
import dev.marina.scheduler.PodFacts;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How welcome a pod is in each domain: the weights of its own preferences, and those of pods that run there. Who needs somebody
/// near counts for as much as the profile says. Scores of the nodes that fit are spread over 0 to 100. Looks at groups of pods that are alike
/// and of one opinion, not at pods. pkg/scheduler/framework/plugins/interpodaffinity/scoring.go
final class PreferredDomains {

    private final Cycle cycle;
    /// By topology key, then by domain.
    private final Map<String, Map<String, Long>> weights = new HashMap<>();
    private long least;
    private long most;

    private PreferredDomains(Cycle cycle) {
        this.cycle = cycle;
    }

    static PreferredDomains of(Cycle cycle, InterPodAffinity settings) {
        PreferredDomains domains = new PreferredDomains(cycle);
        PodFacts pod = cycle.pod();
        domains.own(pod.preferredAffinity(), 1);
        domains.own(pod.preferredAntiAffinity(), -1);
        boolean choosy = !pod.preferredAffinity().isEmpty() || !pod.preferredAntiAffinity().isEmpty();
        if (choosy || !settings.ownOnly()) {
            domains.others(settings.hardWeight());
        }
        if (!domains.weights.isEmpty()) {
            domains.compare();
        }
        return domains;
    }

    boolean differ() {
        return most != least;
    }

    int score(NodeState node) {
        return most == least ? 0 : (int) (100 * (sum(node) - least) / (most - least));
    }

    private void own(List<WeightedPodAffinityTerm> terms, int sign) {
        for (WeightedPodAffinityTerm each : terms) {
            PodAffinityTerm term = each.getPodAffinityTerm();
            cycle.places().groups(group -> AffinityTerms.takes(cycle, term, cycle.pod().namespace(), group))
                    .forEach(group -> add(term, group, (long) sign * each.getWeight()));
        }
    }

    private void others(int hardWeight) {
        cycle.places().opinions(opinion -> AffinityTerms.takes(cycle, opinion.term(), opinion.namespace(), cycle.pod().group()))
                .forEach(each -> add(each.getKey().term(), each.getValue(), each.getKey().needed() ? hardWeight : each.getKey().weight()));
    }

    private void add(PodAffinityTerm term, Places.Members members, long weight) {
        Map<String, Long> byDomain = weights.computeIfAbsent(term.getTopologyKey(), _ -> new HashMap<>());
        members.domains(term.getTopologyKey()).forEach((domain, count) -> byDomain.merge(domain, weight * count, Long::sum));
    }

    private void compare() {
        least = Long.MAX_VALUE;
        most = Long.MIN_VALUE;
        for (NodeState node : cycle.fitting()) {
            long sum = sum(node);
            least = Math.min(least, sum);
            most = Math.max(most, sum);
        }
    }

    private long sum(NodeState node) {
        long sum = 0;
        for (Map.Entry<String, Map<String, Long>> key : weights.entrySet()) {
            sum += key.getValue().getOrDefault(node.labels().get(key.getKey()), 0L);
        }
        return sum;
    }
}
