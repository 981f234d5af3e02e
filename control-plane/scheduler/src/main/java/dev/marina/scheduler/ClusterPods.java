package dev.marina.scheduler;

import dev.marina.scheduler.SchedulingQueue.State;
import dev.marina.scheduler.SchedulingQueue.Waiting;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The pods of one cluster that want a node. The unschedulable ones are found by who refused them, so that an event costs what it may help;
/// those in back-off that may be taken out of it early, in their order.
final class ClusterPods {

    /// Stands for the plugin of pods that no plugin refused: there was no node.
    static final String NOBODY = "";
    /// Whose back-off ends in the same second goes in the order in which pods are tried. pkg/scheduler/backend/queue/backoff_queue.go
    private static final long WINDOW = Duration.ofSeconds(1).toNanos();

    private final Map<String, Waiting> byUid = new HashMap<>();
    private final Map<String, LinkedHashSet<String>> unschedulable = new HashMap<>();
    private final TreeSet<Waiting> early = new TreeSet<>(Comparator.<Waiting>comparingLong(pod -> Math.floorDiv(pod.dueNanos(), WINDOW))
            .thenComparing(Comparator.naturalOrder()));
    private int unschedulableCount;

    Waiting get(String uid) {
        return byUid.get(uid);
    }

    boolean empty() {
        return byUid.isEmpty();
    }

    void put(Waiting pod) {
        remove(pod.uid());
        byUid.put(pod.uid(), pod);
        if (pod.state() == State.UNSCHEDULABLE) {
            unschedulableCount++;
            rejectors(pod).forEach(plugin -> unschedulable.computeIfAbsent(plugin, _ -> new LinkedHashSet<>()).add(pod.uid()));
        } else if (mayBeEarly(pod)) {
            early.add(pod);
        }
    }

    Waiting remove(String uid) {
        Waiting pod = byUid.remove(uid);
        if (pod != null && pod.state() == State.UNSCHEDULABLE) {
            unschedulableCount--;
            rejectors(pod).forEach(plugin -> unschedulable.computeIfPresent(plugin, (_, uids) -> {
                uids.remove(uid);
                return uids.isEmpty() ? null : uids;
            }));
        } else if (pod != null && mayBeEarly(pod)) {
            early.remove(pod);
        }
        return pod;
    }

    /// An error's back-off protects whoever it came from.
    private static boolean mayBeEarly(Waiting pod) {
        return pod.state() == State.BACKOFF && !pod.rejectors().isEmpty();
    }

    /// Who is taken out of back-off first.
    Optional<Waiting> firstEarly() {
        return early.isEmpty() ? Optional.empty() : Optional.of(early.first());
    }

    private static Set<String> rejectors(Waiting pod) {
        return pod.rejectors().isEmpty() ? Set.of(NOBODY) : pod.rejectors();
    }

    List<Waiting> refusedBy(String plugin) {
        return unschedulable.getOrDefault(plugin, new LinkedHashSet<>()).stream().map(byUid::get).toList();
    }

    boolean anyUnschedulable() {
        return unschedulableCount > 0;
    }

    /// Those that wait for an event.
    List<Waiting> unschedulable() {
        return !anyUnschedulable() ? List.of() : byUid.values().stream().filter(pod -> pod.state() == State.UNSCHEDULABLE).toList();
    }

    /// How many will be tried without a further change.
    int toBeTried() {
        return byUid.size() - unschedulableCount;
    }
}
