package dev.marina.scheduler;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/// Pods that want a node: *active* ones in the order of priority and age, clusters taking turns; *unschedulable* ones, which wait
/// for an event that a plugin which refused them takes for a reason to try again, and for five minutes at most; and those in
/// *back-off* in between, which are tried early while there is nobody else. Owned by the scheduler's thread.
/// https://github.com/kubernetes/enhancements/tree/master/keps/sig-scheduling/4247-queueinghint
final class SchedulingQueue {

    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);
    /// However good the hints are, what they forget is tried again after this time.
    static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    /// What a cycle may take without consequences.
    private static final long CHEAP_NANOS = Duration.ofMillis(1).toNanos();
    private static final int PAUSE = 4;

    private final QueueingHints hints;
    /// Clusters with active pods in the order of their turns.
    private final LinkedHashMap<ClusterId, TreeSet<Waiting>> active = new LinkedHashMap<>();
    /// Clusters whose first active pod the gate has held, each with its active pods.
    private final Map<ClusterId, TreeSet<Waiting>> resting = new HashMap<>();
    private final PriorityQueue<Later> backoff = new PriorityQueue<>();
    private final Map<ClusterId, ClusterPods> known = new HashMap<>();
    /// Until when clusters wait that have used more of the scheduler's time than others do.
    private final Map<ClusterId, Long> paused = new HashMap<>();
    /// Clusters with pods that may be taken out of their back-off, in the order of their turns, and until when none of theirs is.
    private final LinkedHashSet<ClusterId> backingOff = new LinkedHashSet<>();
    private final Map<ClusterId, Long> notEarly = new HashMap<>();

    SchedulingQueue(QueueingHints hints) {
        this.hints = hints;
    }

    /// @param attempts how often it was tried and did not fit
    /// @param errors how often in a row it met with an error
    /// @param triedNanos when last
    /// @param rejectors which plugins refused it then
    /// @param state where it waits
    record Waiting(ClusterId cluster, PodFacts pod, Cause cause, int attempts, int errors, long triedNanos, Set<String> rejectors,
            State state) implements Comparable<Waiting> {

        private static final Comparator<Waiting> ORDER = Comparator.<Waiting>comparingInt(each -> -each.pod.priority())
                .thenComparing(each -> each.pod.created()).thenComparing(Waiting::uid);

        @Override
        public int compareTo(Waiting other) {
            return ORDER.compare(this, other);
        }

        String uid() {
            return pod.uid();
        }

        String namespace() {
            return pod.namespace();
        }

        String name() {
            return pod.name();
        }

        Waiting in(State next) {
            return new Waiting(cluster, pod, cause, attempts, errors, triedNanos, rejectors, next);
        }

        Waiting tried(long now, Set<String> by, State next) {
            boolean error = by.isEmpty();
            return new Waiting(cluster, pod, cause, error ? attempts : attempts + 1, error ? errors + 1 : 0, now, by, next);
        }

        long dueNanos() {
            int times = errors > 0 ? errors : attempts;
            long pause = Math.min(FIRST_BACKOFF.toNanos() << Math.min(Math.max(times - 1, 0), 10), LONGEST_BACKOFF.toNanos());
            return times == 0 ? triedNanos : triedNanos + pause;
        }
    }

    enum State {
        ACTIVE, BACKOFF, UNSCHEDULABLE
    }

    private record Later(long due, Waiting pod) implements Comparable<Later> {
        @Override
        public int compareTo(Later other) {
            return Long.compare(due - other.due, 0);
        }
    }

    /// A pod that is new or has changed: tried at once.
    void add(ClusterId cluster, PodFacts pod, Cause cause) {
        remove(cluster, pod.uid());
        activate(new Waiting(cluster, pod, cause, 0, 0, 0, Set.of(), State.ACTIVE));
    }

    /// The pod was tried and fits nowhere.
    ///
    /// @param rejectors the plugins that refused it
    void unschedulable(Waiting pod, Set<String> rejectors, long now) {
        put(pod.tried(now, rejectors, State.UNSCHEDULABLE));
    }

    /// The pod could not be bound for another reason: tried again after its back-off.
    void again(Waiting pod, long now) {
        later(pod.tried(now, Set.of(), State.BACKOFF));
    }

    /// A cycle of the cluster's was of the expensive sort. Its next pod is tried after a multiple of the time that this took, so that a cluster
    /// with pods that are hard to place has a fraction of the scheduler, and nobody else's pods wait for them.
    void spent(ClusterId cluster, long nanos, long now) {
        if (nanos > CHEAP_NANOS) {
            paused.put(cluster, now + nanos * PAUSE);
        }
    }

    /// What a try of the cluster's took. None of its pods is taken out of its back-off for a multiple of that: whoever has something happen to many
    /// pods without end has the scheduler for a fraction of its time.
    void took(ClusterId cluster, long nanos, long now) {
        if (nanos > 0) {
            notEarly.put(cluster, now + nanos * PAUSE);
        }
    }

    /// Nothing of the cluster is tried until then, or until [#resume].
    void pause(ClusterId cluster, long until) {
        paused.put(cluster, until);
    }

    void resume(ClusterId cluster) {
        paused.remove(cluster);
    }

    /// Something has happened: unschedulable pods of the cluster that it may help, as a plugin that refused them says, are tried
    /// again when their back-off has passed.
    void happened(ClusterId cluster, ClusterEvent event, long now) {
        happened(cluster, event, now, _ -> true);
    }

    /// The same, where it is known that it helps these alone.
    void happened(ClusterId cluster, ClusterEvent event, long now, Predicate<PodFacts> whom) {
        ClusterPods pods = known.get(cluster);
        if (pods == null || !pods.anyUnschedulable()) {
            return;
        }
        Map<String, Waiting> helped = new LinkedHashMap<>();
        pods.refusedBy(ClusterPods.NOBODY).forEach(pod -> helped.put(pod.uid(), pod));
        hints.of(event.kind()).forEach((plugin, hint) -> pods.refusedBy(plugin).stream()
                .filter(pod -> !helped.containsKey(pod.uid()) && hint.mayHelp(pod.pod, event)).forEach(pod -> helped.put(pod.uid(), pod)));
        helped.values().stream().filter(pod -> whom.test(pod.pod)).forEach(pod -> retry(pod, now));
    }

    /// These of the cluster's pods are tried next, wherever they wait.
    void activate(ClusterId cluster, Set<String> uids) {
        uids.stream().flatMap(uid -> find(cluster, uid).stream()).filter(pod -> pod.state != State.ACTIVE).forEach(this::activate);
    }

    /// Pods that have waited too long for an event are tried again: a hint may have been wrong.
    void flush(long now) {
        List<Waiting> overdue = new ArrayList<>();
        known.values().forEach(pods -> pods.unschedulable().stream().filter(pod -> now - pod.triedNanos >= LONGEST_WAIT.toNanos()).forEach(overdue::add));
        overdue.forEach(pod -> retry(pod, now));
    }

    private void retry(Waiting pod, long now) {
        if (pod.dueNanos() - now <= 0) {
            activate(pod);
        } else {
            later(pod);
        }
    }

    void remove(ClusterId cluster, String uid) {
        ClusterPods pods = known.get(cluster);
        Waiting pod = pods == null ? null : pods.remove(uid);
        if (pod == null) {
            return;
        }
        if (pods.empty()) {
            known.remove(cluster);
        }
        if (pod.state == State.ACTIVE) {
            deactivate(pod);
        }
    }

    void drop(ClusterId cluster) {
        active.remove(cluster);
        resting.remove(cluster);
        known.remove(cluster);
        paused.remove(cluster);
        backingOff.remove(cluster);
        notEarly.remove(cluster);
    }

    Optional<Waiting> find(ClusterId cluster, String uid) {
        return Optional.ofNullable(known.get(cluster)).map(pods -> pods.get(uid));
    }

    boolean knows(ClusterId cluster, String uid) {
        ClusterPods pods = known.get(cluster);
        return pods != null && pods.get(uid) != null;
    }

    /// Whether anything of the cluster will be tried without a further change.
    boolean holds(ClusterId cluster) {
        ClusterPods pods = known.get(cluster);
        int rest = resting.containsKey(cluster) ? resting.get(cluster).size() : 0;
        return pods != null && pods.toBeTried() > rest;
    }

    /// The cluster's gate may have opened: the gate is asked again.
    void wake(ClusterId cluster) {
        TreeSet<Waiting> pods = resting.remove(cluster);
        if (pods != null && !pods.isEmpty()) {
            active.put(cluster, pods);
        }
    }

    /// The cluster's active pods, in the order in which they are tried.
    Collection<Waiting> active(ClusterId cluster) {
        return resting.containsKey(cluster) ? resting.get(cluster) : active.getOrDefault(cluster, new TreeSet<>());
    }

    /// Takes the next pod of the next cluster whose gate lets it pass. A cluster whose gate does not rests until [#wake].
    ///
    /// @param gate asked, with side effect, whether this pod may be tried now
    /// @param rests told of clusters that rest from now on
    Optional<Waiting> next(long now, Predicate<Waiting> gate, Consumer<ClusterId> rests) {
        promote(now);
        paused.values().removeIf(until -> until - now <= 0);
        notEarly.values().removeIf(until -> until - now <= 0);
        Optional<ClusterId> turn = turn();
        while (turn.isPresent() && !gate.test(active.get(turn.get()).first())) {
            resting.put(turn.get(), active.remove(turn.get()));
            rests.accept(turn.get());
            turn = turn();
        }
        if (turn.isEmpty()) {
            return Optional.empty();
        }
        TreeSet<Waiting> pods = active.remove(turn.get());
        Waiting pod = pods.pollFirst();
        if (!pods.isEmpty()) {
            active.put(turn.get(), pods);
        }
        ClusterPods ofCluster = known.get(pod.cluster);
        ofCluster.remove(pod.uid());
        if (ofCluster.empty()) {
            known.remove(pod.cluster);
        }
        return Optional.of(pod);
    }

    private Optional<ClusterId> turn() {
        return ofActive().or(() -> {
            firstOfBackoff().ifPresent(this::activate);
            return ofActive();
        });
    }

    private Optional<ClusterId> ofActive() {
        return paused.isEmpty() ? active.keySet().stream().findFirst() : active.keySet().stream().filter(cluster -> !paused.containsKey(cluster)).findFirst();
    }

    /// While nobody is active there is time for who waits for nothing but its back-off; clusters take turns there too. A cluster whose active pods are
    /// held has somebody active. SchedulerPopFromBackoffQ: https://github.com/kubernetes/enhancements/tree/master/keps/sig-scheduling/5142-pop-backoffq-when-activeq-empty
    private Optional<Waiting> firstOfBackoff() {
        backingOff.removeIf(cluster -> Optional.ofNullable(known.get(cluster)).flatMap(ClusterPods::firstEarly).isEmpty());
        Optional<ClusterId> turn = backingOff.stream().filter(this::mayBeEarly).findFirst();
        turn.ifPresent(cluster -> {
            backingOff.remove(cluster);
            backingOff.add(cluster);
        });
        return turn.flatMap(cluster -> known.get(cluster).firstEarly());
    }

    private boolean mayBeEarly(ClusterId cluster) {
        return !paused.containsKey(cluster) && !notEarly.containsKey(cluster) && !resting.containsKey(cluster);
    }

    /// Nanoseconds until a pod leaves its back-off, or a cluster its pause; empty when none is in one.
    Optional<Long> untilNext(long now) {
        LongStream pauses = paused.entrySet().stream().filter(each -> active.containsKey(each.getKey())).mapToLong(each -> each.getValue() - now);
        LongStream due = backoff.isEmpty() ? LongStream.empty() : LongStream.of(backoff.peek().due - now);
        LongStream early = backingOff.stream().filter(cluster -> notEarly.containsKey(cluster) && !resting.containsKey(cluster))
                .mapToLong(cluster -> Math.max(notEarly.get(cluster), paused.getOrDefault(cluster, Long.MIN_VALUE)) - now);
        return LongStream.concat(LongStream.concat(pauses, early), due).boxed().min(Long::compare).map(nanos -> Math.max(0, nanos));
    }

    private void promote(long now) {
        while (!backoff.isEmpty() && backoff.peek().due - now <= 0) {
            Later later = backoff.remove();
            ClusterPods pods = known.get(later.pod.cluster);
            if (pods != null && pods.get(later.pod.uid()) == later.pod) {
                activate(later.pod);
            }
        }
    }

    private void activate(Waiting pod) {
        Waiting ready = pod.in(State.ACTIVE);
        put(ready);
        // another pod may be first now
        wake(pod.cluster);
        active.computeIfAbsent(pod.cluster, _ -> new TreeSet<>()).add(ready);
    }

    private void deactivate(Waiting pod) {
        wake(pod.cluster);
        TreeSet<Waiting> pods = active.get(pod.cluster);
        if (pods != null && pods.remove(pod) && pods.isEmpty()) {
            active.remove(pod.cluster);
        }
    }

    private void later(Waiting pod) {
        Waiting waiting = pod.in(State.BACKOFF);
        put(waiting);
        if (!waiting.rejectors.isEmpty()) {
            backingOff.add(waiting.cluster);
        }
        backoff.add(new Later(waiting.dueNanos(), waiting));
    }

    private void put(Waiting pod) {
        known.computeIfAbsent(pod.cluster, _ -> new ClusterPods()).put(pod);
    }
}
