package dev.marina.scheduler.plugin;

import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.NodeState;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How few pods there are around each node that fits, by the constraints that do not forbid. A constraint with many domains weighs
/// more than one with few. A node outside of all domains is the worst.
/// pkg/scheduler/framework/plugins/podtopologyspread/scoring.go
final class SpreadScores {

    private static final String HOSTNAME = "kubernetes.io/hostname";

    private final Map<String, Long> sums = new HashMap<>();
    private long least;
    private long most;

    private SpreadScores() {}

    static SpreadScores of(Cycle cycle, List<TopologySpreadConstraint> constraints) {
        SpreadScores scores = new SpreadScores();
        List<NodeState> nodes = cycle.fitting().stream().filter(node -> DomainCounts.hasAllLabels(constraints, node)).toList();
        Map<NodeState, Double> sums = new HashMap<>();
        for (TopologySpreadConstraint constraint : constraints) {
            // a host is a domain of one node: only those that fit have to be counted
            boolean byHost = constraint.getTopologyKey().equals(HOSTNAME);
            DomainCounts domains = DomainCounts.of(cycle, constraint, constraints);
            Map<String, Integer> counts = byHost ? Map.of() : domains.byDomain();
            long size = byHost ? nodes.size() : nodes.stream().map(node -> node.labels().get(constraint.getTopologyKey())).distinct().count();
            for (NodeState node : nodes) {
                int count = byHost ? domains.on(node) : counts.getOrDefault(node.labels().get(constraint.getTopologyKey()), 0);
                sums.merge(node, count * Math.log(size + 2) + constraint.getMaxSkew() - 1, Double::sum);
            }
        }
        sums.forEach((node, sum) -> scores.sums.put(node.name(), Math.round(sum)));
        scores.least = scores.sums.values().stream().mapToLong(Long::longValue).min().orElse(0);
        scores.most = scores.sums.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return scores;
    }

    int score(NodeState node) {
        return Optional.ofNullable(sums.get(node.name())).map(sum -> most == 0 ? 100 : (int) (100 * (most + least - sum) / most)).orElse(0);
    }
}
