package dev.marina.scheduler;

import dev.marina.api.ClusterId;
import dev.marina.api.schedule.GoDuration;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.scheduler.Reservations.Reserved;
import dev.marina.scheduler.SchedulingQueue.Waiting;
import dev.marina.scheduler.WaitingPods.WaitingPod;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// Pods that have their node and may not be bound there yet, until plugins let them go, their time is over, or somebody needs the room. Upstream's
/// extension point permit. Owned by the scheduler's thread.
final class Permits {

    private final Presence presence;
    private final Placement placement;
    private final SchedulingQueue queue;
    private final ClusterStates states;
    private final LongSupplier nanos;
    private final Consumer<ClusterId> settled;
    private final Granted granted;
    private final WaitingPods waiting = new WaitingPods();

    /// Nobody is against the pod's being bound any more.
    interface Granted {
        void proceed(Reserved decided, Pod pod, Snapshot snapshot);
    }

    /// @param settled told of a cluster of which a pod will not be bound
    Permits(Presence presence, Placement placement, SchedulingQueue queue, ClusterStates states, LongSupplier nanos, Consumer<ClusterId> settled,
            Granted granted) {
        this.presence = presence;
        this.placement = placement;
        this.queue = queue;
        this.states = states;
        this.nanos = nanos;
        this.settled = settled;
        this.granted = granted;
    }

    boolean any(ClusterId cluster) {
        return waiting.any(cluster);
    }

    /// For which plugins the pod waits; empty for one that does not.
    Optional<WaitingPod> find(ClusterId cluster, String uid) {
        return waiting.find(cluster, uid);
    }

    void drop(ClusterId cluster) {
        waiting.drop(cluster);
    }

    void forget(ClusterId cluster, String uid) {
        waiting.remove(cluster, uid);
    }

    /// The pod has its node, and is bound there if nobody is against it.
    void ask(Reserved decided, Pod pod, Profile profile, Snapshot snapshot, ClusterState state) {
        switch (PermitVerdict.of(profile.permits(), decided.facts(), Gang.stateOf(decided.facts(), snapshot, state))) {
            case PermitVerdict.Passed passed -> passed(decided, pod, passed, snapshot);
            case PermitVerdict.Rejected(String plugin, String why) -> reject(decided, plugin, why);
            case PermitVerdict.Failed(String why) -> fail(decided, pod, why);
        }
    }

    private void passed(Reserved decided, Pod pod, PermitVerdict.Passed passed, Snapshot snapshot) {
        ClusterId cluster = decided.pod().cluster();
        Map<String, Set<String>> allows = waiting.any(cluster) ? passed.allows() : Map.of();
        allows.forEach((plugin, uids) -> uids.stream().flatMap(uid -> waiting.allow(cluster, uid, plugin).stream())
                .forEach(each -> Presence.of(each.decided().pod(), snapshot)
                        .ifPresent(found -> granted.proceed(each.decided().from(nanos.getAsLong()), found, snapshot))));
        if (passed.waits().isEmpty()) {
            granted.proceed(decided, pod, snapshot);
        } else {
            waiting.add(decided, passed.waits(), nanos.getAsLong());
        }
    }

    /// Those of the group's pods that wait for the plugin wait in vain: they give their nodes back, and nobody of the group is tried again for that.
    void reject(ClusterId cluster, Set<String> uids, String plugin, String why) {
        waiting.waitingFor(cluster, uids, plugin).forEach(each -> reject(each.decided(), plugin, why));
    }

    /// Whoever waits for longer than a plugin wants is rejected.
    void rejectOverdue(long now) {
        waiting.overdue(now).forEach(each -> reject(each.pod().decided(), each.plugin(),
                "rejected due to timeout after waiting %s at plugin %s".formatted(GoDuration.write(each.after()), each.plugin())));
    }

    /// Nanoseconds until somebody may have waited for too long.
    long untilOverdue(long now) {
        return waiting.untilNext(now);
    }

    /// The pod gives its node back and says so. WaitOnPermit and handleBindingCycleError in pkg/scheduler/schedule_one.go
    private void reject(Reserved decided, String plugin, String why) {
        Waiting pod = decided.pod();
        release(decided, other -> !other.uid().equals(pod.uid()) && !sameGroup(decided.facts(), other));
        queue.unschedulable(pod, Set.of(plugin), nanos.getAsLong());
        presence.of(pod).ifPresent(each -> placement.report(pod, each, UnschedulableMessage.rejected(why), Optional.empty()));
        settled.accept(pod.cluster());
    }

    private static boolean sameGroup(PodFacts one, PodFacts other) {
        return !one.podGroup().isEmpty() && one.podGroup().equals(other.podGroup()) && one.namespace().equals(other.namespace());
    }

    private void fail(Reserved decided, Pod pod, String why) {
        release(decided, _ -> true);
        placement.reportFailure(decided.pod(), pod, why, Optional.empty());
        queue.again(decided.pod(), nanos.getAsLong());
    }

    /// A more important pod wants the room: the pod is tried again after its back-off. Answers whether it waited here.
    boolean preempt(ClusterId cluster, String uid) {
        Optional<Reserved> decided = waiting.find(cluster, uid).map(WaitingPod::decided);
        decided.ifPresent(each -> presence.of(each.pod()).ifPresentOrElse(pod -> fail(each, pod, "waiting on permit for pod: preempted"),
                () -> release(each, _ -> true)));
        return decided.isPresent();
    }

    /// @param whom who may be helped by it
    private void release(Reserved decided, Predicate<PodFacts> whom) {
        ClusterId cluster = decided.pod().cluster();
        String uid = decided.pod().uid();
        waiting.remove(cluster, uid);
        queue.remove(cluster, uid);
        states.find(cluster).ifPresent(state -> {
            state.devices().settle(uid);
            state.podGone(uid).ifPresent(gone -> queue.happened(cluster, new ClusterEvent.PodGone(gone), nanos.getAsLong(), whom));
        });
    }

    /// Says of those that have begun to wait where they will be.
    void tell() {
        waiting.untold().forEach(each -> presence.of(each.decided().pod()).ifPresent(pod -> placement.nominate(each.decided(), pod)));
    }
}
