package dev.marina.controllers.platform;

import dev.marina.controllers.engine.NodeStatuses;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Which of a pool's nodes leave, as data: those that are too many, once nothing is on them any more, and one that has not been ready for too long.
///
/// @param drain nodes that take no more pods and whose pods are asked to go
/// @param stay nodes that were to leave and are needed again
/// @param gone nodes that leave now
/// @param repaired the one of those that is replaced
record PoolNodesPlan(List<Node> drain, List<Node> stay, Set<String> gone, Optional<String> repaired) {

    /// Of a Node: since when it has been leaving. What somebody else has cordoned stays cordoned.
    static final String LEAVING = "marina.dev/leaving-since";
    /// After so long it leaves, whoever does not let go of it.
    static final Duration PATIENCE = Duration.ofMinutes(15);
    static final Duration REPAIR = Duration.ofMinutes(10);

    /// What is known of a pool's nodes.
    ///
    /// @param assigned names of those that machines have
    /// @param present Node objects of those
    /// @param pods of the cluster by node, but for those that nobody has to wait for ([DrainedPods])
    record Seen(List<String> assigned, Map<String, Node> present, Map<String, List<Pod>> pods) {}

    /// @param replicas how many there shall be
    /// @param repairAfter empty for never
    static PoolNodesPlan of(int replicas, Optional<Duration> repairAfter, Seen seen, Instant now) {
        Optional<String> broken = repairAfter
                .flatMap(after -> seen.assigned().stream().filter(name -> broken(seen.present().get(name), after, now)).findFirst());
        List<String> order = new ArrayList<>(seen.assigned());
        order.sort(Comparator.comparing((String name) -> !leaving(seen.present().get(name))).thenComparing(name -> Optional.ofNullable(seen.present().get(name))
                .map(NodeStatuses::ready).orElse(false)).thenComparing(name -> seen.pods().getOrDefault(name, List.of()).size())
                .thenComparing(Comparator.comparingInt(NodePoolPlan::number).reversed()));
        List<String> surplus = order.subList(0, Math.clamp(seen.assigned().size() - replicas, 0, order.size()));
        Set<String> gone = surplus.stream().filter(name -> drained(name, seen, now)).collect(Collectors.toSet());
        List<Node> drain = surplus.stream().filter(name -> !gone.contains(name)).map(seen.present()::get).toList();
        List<Node> stay = seen.present().values().stream().filter(PoolNodesPlan::leaving).filter(node -> !surplus.contains(node.getMetadata().getName()))
                .toList();
        if (broken.isPresent() && gone.isEmpty()) {
            return new PoolNodesPlan(drain, stay, Set.of(broken.get()), broken);
        }
        return new PoolNodesPlan(drain, stay, gone, Optional.empty());
    }

    static boolean leaving(Node node) {
        return node != null && node.getMetadata().getAnnotations() != null && node.getMetadata().getAnnotations().containsKey(LEAVING);
    }

    /// One that nobody speaks for has nothing that could be saved.
    private static boolean drained(String name, Seen seen, Instant now) {
        Node node = seen.present().get(name);
        if (node == null || !NodeStatuses.ready(node)) {
            return true;
        }
        if (!leaving(node)) {
            return false;
        }
        return seen.pods().getOrDefault(name, List.of()).isEmpty() || since(node).plus(PATIENCE).isBefore(now);
    }

    private static Instant since(Node node) {
        return time(node.getMetadata().getAnnotations().get(LEAVING));
    }

    /// What a tenant wrote there that is no time is long ago.
    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            return Instant.EPOCH;
        }
    }

    private static boolean broken(Node node, Duration after, Instant now) {
        if (node == null || node.getStatus() == null || NodeStatuses.ready(node)) {
            return false;
        }
        return node.getStatus().getConditions().stream().filter(condition -> condition.getType().equals("Ready")).map(NodeCondition::getLastTransitionTime)
                .findFirst().map(PoolNodesPlan::time).filter(since -> since.plus(after).isBefore(now)).isPresent();
    }
}
