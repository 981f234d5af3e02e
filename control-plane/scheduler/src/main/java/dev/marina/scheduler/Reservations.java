package dev.marina.scheduler;

import dev.marina.api.ClusterId;
import dev.marina.scheduler.SchedulingQueue.Waiting;
import dev.marina.scheduler.devices.ClaimReservation;
import dev.marina.scheduler.extender.Extender;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pods that have their node before the store says so: they wait for their volumes to be made there or for their devices to be made ready, or
/// their binding is being written.
/// Owned by the scheduler's thread.
final class Reservations {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Map<ClusterId, Map<String, Reserved>> byCluster = new HashMap<>();

    /// Where a pod is with devices that are made ready only for whom is to have them.
    enum Readying {
        /// It has none of these.
        NONE,
        /// Its claims have to be written first: that is how their driver hears of it.
        TO_ASK,
        /// Their driver knows.
        ASKED
    }

    /// @param devices what is written of its claims before it is bound
    /// @param volumes whether its volumes are waited for
    /// @param binder who binds it, where it is not the scheduler
    record Reserved(Waiting pod, PodFacts facts, String node, long since, List<ClaimReservation> devices, Readying readying, boolean volumes,
            Optional<Extender> binder) {

        Reserved asked(long now) {
            return new Reserved(pod, facts, node, now, devices, Readying.ASKED, volumes, binder);
        }

        Reserved from(long now) {
            return new Reserved(pod, facts, node, now, devices, readying, volumes, binder);
        }
    }

    void add(Reserved pod) {
        byCluster.computeIfAbsent(pod.pod.cluster(), _ -> new HashMap<>()).put(pod.pod.uid(), pod);
    }

    void release(ClusterId cluster, String uid) {
        byCluster.computeIfPresent(cluster, (_, pods) -> {
            pods.remove(uid);
            return pods.isEmpty() ? null : pods;
        });
    }

    void drop(ClusterId cluster) {
        byCluster.remove(cluster);
    }

    Optional<Reserved> find(ClusterId cluster, String uid) {
        return Optional.ofNullable(byCluster.getOrDefault(cluster, Map.of()).get(uid));
    }

    boolean any(ClusterId cluster) {
        return byCluster.containsKey(cluster);
    }

    /// A copy: whoever goes through them releases some.
    List<Reserved> of(ClusterId cluster) {
        return List.copyOf(byCluster.getOrDefault(cluster, Map.of()).values());
    }

    /// A copy, of all clusters.
    List<Reserved> all() {
        return byCluster.values().stream().flatMap(each -> each.values().stream()).toList();
    }

    List<Reserved> waitingFor(ClusterId cluster, String namespace, String claim) {
        return of(cluster).stream().filter(each -> each.facts.namespace().equals(namespace) && each.facts.claims().contains(claim)).toList();
    }

    List<Reserved> overdue(long now) {
        return all().stream().filter(each -> now - each.since > LONGEST.toNanos()).toList();
    }
}
