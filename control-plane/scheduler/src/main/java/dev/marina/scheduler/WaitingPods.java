package dev.marina.scheduler;

import dev.marina.api.ClusterId;
import dev.marina.scheduler.Reservations.Reserved;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Pods that have their node and wait until plugins at the extension point permit let them be bound there. Owned by the scheduler's thread.
/// pkg/scheduler/framework/runtime/waiting_pods_map.go
final class WaitingPods {

    private final Map<ClusterId, Map<String, WaitingPod>> byCluster = new HashMap<>();
    /// Those whom nobody has told of yet that they wait.
    private final List<WaitingPod> untold = new ArrayList<>();
    /// Nobody's time is over before.
    private long earliest = Long.MAX_VALUE;

    /// @param pending the plugins that it waits for, and until when
    record WaitingPod(Reserved decided, Map<String, Deadline> pending) {

        private WaitingPod without(String plugin) {
            Map<String, Deadline> left = new LinkedHashMap<>(pending);
            left.remove(plugin);
            return new WaitingPod(decided, left);
        }
    }

    /// @param after how long that is
    record Deadline(long nanos, Duration after) {}

    /// Whose time is over.
    record Overdue(WaitingPod pod, String plugin, Duration after) {}

    void add(Reserved decided, Map<String, Duration> waits, long now) {
        Map<String, Deadline> pending = new LinkedHashMap<>();
        waits.forEach((plugin, longest) -> pending.put(plugin, new Deadline(now + longest.toNanos(), longest)));
        WaitingPod pod = new WaitingPod(decided, pending);
        pending.values().forEach(deadline -> earliest = earliest == Long.MAX_VALUE || deadline.nanos - earliest < 0 ? deadline.nanos : earliest);
        byCluster.computeIfAbsent(decided.pod().cluster(), _ -> new LinkedHashMap<>()).put(decided.pod().uid(), pod);
        untold.add(pod);
    }

    /// The plugin has nothing more against it. Answers the pod once nobody has.
    Optional<WaitingPod> allow(ClusterId cluster, String uid, String plugin) {
        Optional<WaitingPod> pod = find(cluster, uid).map(each -> each.without(plugin));
        pod.filter(each -> !each.pending.isEmpty()).ifPresent(each -> byCluster.get(cluster).put(uid, each));
        return pod.filter(each -> each.pending.isEmpty()).flatMap(_ -> remove(cluster, uid));
    }

    Optional<WaitingPod> remove(ClusterId cluster, String uid) {
        Optional<WaitingPod> pod = find(cluster, uid);
        byCluster.computeIfPresent(cluster, (_, pods) -> {
            pods.remove(uid);
            return pods.isEmpty() ? null : pods;
        });
        return pod;
    }

    Optional<WaitingPod> find(ClusterId cluster, String uid) {
        return Optional.ofNullable(byCluster.getOrDefault(cluster, Map.of()).get(uid));
    }

    boolean any(ClusterId cluster) {
        return byCluster.containsKey(cluster);
    }

    void drop(ClusterId cluster) {
        byCluster.remove(cluster);
    }

    /// Those of these pods that wait for the plugin.
    List<WaitingPod> waitingFor(ClusterId cluster, Set<String> uids, String plugin) {
        return byCluster.getOrDefault(cluster, Map.of()).values().stream()
                .filter(each -> uids.contains(each.decided.pod().uid()) && each.pending.containsKey(plugin)).toList();
    }

    /// Those that have begun to wait since it was last asked, and do.
    List<WaitingPod> untold() {
        if (untold.isEmpty()) {
            return List.of();
        }
        List<WaitingPod> pods = untold.stream()
                .filter(each -> find(each.decided.pod().cluster(), each.decided.pod().uid()).filter(found -> found.decided == each.decided).isPresent())
                .toList();
        untold.clear();
        return pods;
    }

    /// Those whose time is over, each with a plugin that has not let it go.
    List<Overdue> overdue(long now) {
        if (earliest == Long.MAX_VALUE || earliest - now > 0) {
            return List.of();
        }
        List<Overdue> overdue = new ArrayList<>();
        earliest = Long.MAX_VALUE;
        for (Map<String, WaitingPod> pods : byCluster.values()) {
            for (WaitingPod pod : pods.values()) {
                pod.pending.entrySet().stream().filter(each -> each.getValue().nanos - now <= 0).findFirst().ifPresentOrElse(
                        each -> overdue.add(new Overdue(pod, each.getKey(), each.getValue().after)),
                        () -> pod.pending.values().forEach(each -> earliest = Math.min(earliest, each.nanos)));
            }
        }
        return overdue;
    }

    /// Nanoseconds until somebody's time may be over.
    long untilNext(long now) {
        return earliest == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, earliest - now);
    }
}
