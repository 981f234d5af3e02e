package dev.marina.scheduler;

import dev.marina.controllers.engine.Snapshot;
import dev.marina.scheduler.SchedulingQueue.Waiting;
import dev.marina.scheduler.plugin.GangScheduling;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// All pods of a gang, one after another as if those before had their nodes: as many as there have to be get them, or none. On the
/// scheduler's thread.
///
/// @param nanos by which pods wait
record GangAttempt(SchedulingQueue queue, Placement placement, Permits permits, LongSupplier nanos) {

    /// Gives a pod its node.
    interface CarryOut {
        void carryOut(Waiting waiting, Pod pod, String node);
    }

    /// It is tried when there are enough pods of its gang.
    ///
    /// @param first the pod whose turn it is, taken out of the queue
    void hold(Waiting first) {
        wait(first, Set.of());
    }

    /// @param first the pod whose turn it is, taken out of the queue
    /// @param decide finds a pod's node, which nobody takes but what comes of it here
    void run(Waiting first, Pod pod, Gang gang, Snapshot snapshot, ClusterState state, Function<Pod, Tried> decide, CarryOut carryOut) {
        if (!gang.complete()) {
            wait(first, Set.of());
            placement.report(first, pod, GangScheduling.WAITING, Optional.empty());
            return;
        }
        GangPlan plan = GangPlan.of(gang, each -> {
            Tried tried = decide.apply(each);
            tried.decision().node().ifPresent(node -> state.take(tried.cycle(), node));
            return tried.decision();
        });
        // only the plan was made with them in their places
        plan.chosen().forEach(choice -> state.giveBack(choice.pod().getMetadata().getUid()));
        for (GangPlan.Choice choice : plan.chosen()) {
            Waiting member = taken(first, choice.pod());
            if (plan.enough()) {
                carryOut.carryOut(member, choice.pod(), choice.node());
            } else {
                wait(member, Set.of());
                placement.report(member, choice.pod(), plan.message(), Optional.empty());
            }
        }
        for (GangPlan.Refusal refusal : plan.refused()) {
            Waiting member = taken(first, refusal.pod());
            wait(member, refusal.decision().rejectors());
            String why = UnschedulableMessage.of(refusal.decision(), Preemption.none("not eligible, its pod group is scheduled together"),
                    state.nodes().size(), UnschedulableMessage.NO_CLAIMS);
            placement.report(member, refusal.pod(), why, Optional.empty());
        }
        boolean meant = Stream.concat(plan.chosen().stream().map(GangPlan.Choice::pod), plan.refused().stream().map(GangPlan.Refusal::pod))
                .anyMatch(each -> each.getMetadata().getUid().equals(first.uid()));
        if (!plan.enough()) {
            inVain(first, gang, plan, state, meant);
        } else if (!meant) {
            // there are more than go at once; it has its turn when those before have their nodes
            queue.again(first, nanos.getAsLong());
        }
        if (plan.enough() && !plan.done()) {
            queue.activate(first.cluster(), state.gangs().members(gang.namespace(), gang.name()).keySet());
        }
        if (plan.done() || !plan.enough()) {
            placement.reportGang(first, gang, plan, snapshot);
        }
    }

    /// Nobody else of the gang need be tried: it would end the same way. Those that wait with their nodes give them back.
    private void inVain(Waiting first, Gang gang, GangPlan plan, ClusterState state, boolean meant) {
        Set<String> rejectors = new HashSet<>();
        plan.refused().forEach(each -> rejectors.addAll(each.decision().rejectors()));
        Set<String> members = Set.copyOf(state.gangs().members(gang.namespace(), gang.name()).keySet());
        if (!meant) {
            wait(first, rejectors);
        }
        members.stream().flatMap(uid -> queue.find(first.cluster(), uid).stream()).filter(each -> each.state() != SchedulingQueue.State.UNSCHEDULABLE)
                .toList().forEach(each -> {
                    queue.remove(first.cluster(), each.uid());
                    wait(each, rejectors);
                });
        permits.reject(first.cluster(), members, GangScheduling.NAME, plan.message());
    }

    private void wait(Waiting member, Set<String> rejectors) {
        Set<String> all = new HashSet<>(rejectors);
        all.add(GangScheduling.NAME);
        queue.unschedulable(member, all, nanos.getAsLong());
    }

    /// As the queue had it until now.
    private Waiting taken(Waiting first, Pod pod) {
        String uid = pod.getMetadata().getUid();
        Waiting member = first.uid().equals(uid)
                ? first
                : queue.find(first.cluster(), uid)
                        .orElseGet(() -> new Waiting(first.cluster(), PodFacts.of(pod), first.cause(), 0, 0, 0, Set.of(), SchedulingQueue.State.ACTIVE));
        queue.remove(first.cluster(), uid);
        return member;
    }
}
