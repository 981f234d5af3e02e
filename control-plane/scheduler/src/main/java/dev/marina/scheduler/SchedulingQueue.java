package dev.marina.scheduler;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Pods that want a node: *active* ones in the order of priority and age, clusters taking turns; *unschedulable* ones, which wait
/// for a change that may help; and those in *back-off* in between. Owned by the scheduler's thread.
final class SchedulingQueue {

    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);

    /// Clusters with active pods in the order of their turns.
    private final LinkedHashMap<ClusterId, TreeSet<Waiting>> active = new LinkedHashMap<>();
    private final PriorityQueue<Later> backoff = new PriorityQueue<>();
    private final Map<ClusterId, Map<String, Waiting>> known = new HashMap<>();

    /// @param attempts how often it was tried and did not fit
    /// @param triedNanos when last
    /// @param state where it waits
    record Waiting(ClusterId cluster, String uid, String namespace, String name, int priority, java.time.Instant created, Cause cause,
            int attempts, long triedNanos, State state) implements Comparable<Waiting> {

        private static final Comparator<Waiting> ORDER = Comparator.<Waiting>comparingInt(each -> -each.priority)
                .thenComparing(Waiting::created).thenComparing(Waiting::uid);

        @Override
        public int compareTo(Waiting other) {
            return ORDER.compare(this, other);
        }

        Waiting in(State next) {
            return new Waiting(cluster, uid, namespace, name, priority, created, cause, attempts, triedNanos, next);
        }

        long dueNanos() {
            long pause = Math.min(FIRST_BACKOFF.toNanos() << Math.min(Math.max(attempts - 1, 0), 10), LONGEST_BACKOFF.toNanos());
            return attempts == 0 ? triedNanos : triedNanos + pause;
        }
    }

    enum State { ACTIVE, BACKOFF, UNSCHEDULABLE }

    private record Later(long due, Waiting pod) implements Comparable<Later> {
        @Override
        public int compareTo(Later other) {
            return Long.compare(due - other.due, 0);
        }
    }

    /// A pod that is new or has changed: tried at once.
    void add(ClusterId cluster, PodFacts pod, Cause cause) {
        remove(cluster, pod.uid());
        activate(new Waiting(cluster, pod.uid(), pod.namespace(), pod.name(), pod.priority(), pod.created(), cause, 0, 0, State.ACTIVE));
    }

    /// The pod was tried and fits nowhere.
    void unschedulable(Waiting pod, long now) {
        put(new Waiting(pod.cluster, pod.uid, pod.namespace, pod.name, pod.priority, pod.created, pod.cause, pod.attempts + 1, now, State.UNSCHEDULABLE));
    }

    /// The pod could not be bound for another reason: tried again after its back-off.
    void again(Waiting pod, long now) {
        later(new Waiting(pod.cluster, pod.uid, pod.namespace, pod.name, pod.priority, pod.created, pod.cause, pod.attempts + 1, now, State.BACKOFF));
    }

    /// Something has changed that may help: unschedulable pods of the cluster are tried again when their back-off has passed.
    void retry(ClusterId cluster, long now) {
        for (Waiting pod : known.getOrDefault(cluster, Map.of()).values().stream().filter(each -> each.state == State.UNSCHEDULABLE).toList()) {
            if (pod.dueNanos() - now <= 0) {
                activate(pod);
            } else {
                later(pod);
            }
        }
    }

    void remove(ClusterId cluster, String uid) {
        Map<String, Waiting> pods = known.get(cluster);
        Waiting pod = pods == null ? null : pods.remove(uid);
        if (pod == null) {
            return;
        }
        if (pods.isEmpty()) {
            known.remove(cluster);
        }
        if (pod.state == State.ACTIVE) {
            deactivate(pod);
        }
    }

    void drop(ClusterId cluster) {
        active.remove(cluster);
        known.remove(cluster);
    }

    boolean knows(ClusterId cluster, String uid) {
        return known.getOrDefault(cluster, Map.of()).containsKey(uid);
    }

    /// Whether anything of the cluster will be tried without a further change.
    boolean holds(ClusterId cluster) {
        return known.getOrDefault(cluster, Map.of()).values().stream().anyMatch(pod -> pod.state != State.UNSCHEDULABLE);
    }

    /// Takes the next pod of the next cluster whose gate is open.
    Optional<Waiting> next(long now, Predicate<ClusterId> gate) {
        promote(now);
        Optional<ClusterId> turn = active.keySet().stream().filter(gate).findFirst();
        if (turn.isEmpty()) {
            return Optional.empty();
        }
        TreeSet<Waiting> pods = active.remove(turn.get());
        Waiting pod = pods.pollFirst();
        if (!pods.isEmpty()) {
            active.put(turn.get(), pods);
        }
        Map<String, Waiting> ofCluster = known.get(pod.cluster);
        ofCluster.remove(pod.uid);
        if (ofCluster.isEmpty()) {
            known.remove(pod.cluster);
        }
        return Optional.of(pod);
    }

    /// Nanoseconds until a pod leaves its back-off; empty when none is in it.
    Optional<Long> untilNext(long now) {
        return backoff.isEmpty() ? Optional.empty() : Optional.of(Math.max(0, backoff.peek().due - now));
    }

    private void promote(long now) {
        while (!backoff.isEmpty() && backoff.peek().due - now <= 0) {
            Later later = backoff.remove();
            Waiting pod = known.getOrDefault(later.pod.cluster, Map.of()).get(later.pod.uid);
            if (later.pod.equals(pod)) {
                activate(pod);
            }
        }
    }

    private void activate(Waiting pod) {
        Waiting ready = pod.in(State.ACTIVE);
        put(ready);
        active.computeIfAbsent(pod.cluster, _ -> new TreeSet<>()).add(ready);
    }

    private void deactivate(Waiting pod) {
        TreeSet<Waiting> pods = active.get(pod.cluster);
        if (pods != null && pods.remove(pod) && pods.isEmpty()) {
            active.remove(pod.cluster);
        }
    }

    private void later(Waiting pod) {
        Waiting waiting = pod.in(State.BACKOFF);
        put(waiting);
        backoff.add(new Later(waiting.dueNanos(), waiting));
    }

    private void put(Waiting pod) {
        known.computeIfAbsent(pod.cluster, _ -> new HashMap<>()).put(pod.uid, pod);
    }
}
