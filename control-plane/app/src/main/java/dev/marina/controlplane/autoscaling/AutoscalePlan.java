package dev.marina.controlplane.autoscaling;

import dev.marina.model.NodePool.Autoscaling;
import dev.marina.scheduler.NodeForecast.Need;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// How many nodes a pool shall have and why, as data. It grows at once, and shrinks by one at a time once a node has been idle for long and nothing waits.
///
/// @param idle since when nodes are idle, by name
/// @param recheck when the next one has been idle for long enough
record AutoscalePlan(int replicas, Map<String, String> idle, String reason, String message, Optional<Duration> recheck) {

    private static final int IDLE_MINUTES = 10;
    private static final int NAMED = 3;

    /// @param replicas how many there shall be by now
    /// @param settled whether all of them are ready
    /// @param idleNow nodes on which nothing is that could not be elsewhere
    static AutoscalePlan of(Autoscaling wanted, int replicas, boolean settled, Need need, Set<String> idleNow, Map<String, String> idleBefore, Instant now) {
        int min = wanted.min() == null ? 0 : wanted.min();
        int bounded = Math.clamp(replicas, min, Math.max(min, wanted.max()));
        if (need.nodes() > 0) {
            int grown = Math.min(wanted.max(), bounded + need.nodes());
            // What waits may come to nodes that are idle now: their time begins anew.
            return new AutoscalePlan(grown, Map.of(), "ScalingUp", "%d waiting pods need %d more nodes".formatted(need.placed(), grown - bounded),
                    Optional.empty());
        }
        Map<String, String> idle = new TreeMap<>();
        idleNow.forEach(name -> idle.put(name, idleBefore.getOrDefault(name, now.toString())));
        if (bounded != replicas) {
            return new AutoscalePlan(bounded, idle, "Bounded", "the pool has from %d to %d nodes".formatted(min, wanted.max()), Optional.empty());
        }
        Duration patience = Duration.ofMinutes(wanted.idleMinutes() == null ? IDLE_MINUTES : wanted.idleMinutes());
        Optional<Map.Entry<String, String>> longest = idle.entrySet().stream()
                .min(Map.Entry.<String, String>comparingByValue().thenComparing(Map.Entry.comparingByKey()));
        Optional<Duration> left = longest.map(entry -> Duration.between(now, since(entry.getValue()).plus(patience)));
        if (settled && bounded > min && need.left() == 0 && left.filter(time -> !time.isPositive()).isPresent()) {
            return new AutoscalePlan(bounded - 1, idle, "ScalingDown",
                    "node %s has been idle since %s".formatted(longest.get().getKey(), longest.get().getValue()),
                    Optional.empty());
        }
        return new AutoscalePlan(bounded, idle, reason(need), message(need, wanted), bounded > min ? left.filter(Duration::isPositive) : Optional.empty());
    }

    private static Instant since(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            return Instant.MAX.minus(Duration.ofDays(1));
        }
    }

    private static String reason(Need need) {
        return need.left() > 0 ? "AtMaximum" : !need.impossible().isEmpty() ? "CannotHelp" : "Steady";
    }

    private static String message(Need need, Autoscaling wanted) {
        if (need.left() > 0) {
            return "%d pods wait for nodes, and the pool has its most, %d".formatted(need.left(), wanted.max());
        }
        if (need.impossible().isEmpty()) {
            return "no pod waits for a node of this pool";
        }
        String named = need.impossible().entrySet().stream().limit(NAMED).map(pod -> "%s (%s)".formatted(pod.getKey(), pod.getValue()))
                .collect(Collectors.joining(", "));
        return "%d waiting pods would not run on a new node of this pool: %s".formatted(need.impossible().size(), named);
    }
}
