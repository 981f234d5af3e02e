package dev.marina.scheduler;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.scheduler.SchedulingQueue.Waiting;
import dev.marina.scheduler.extender.Extender;
import dev.marina.scheduler.extender.PreemptionRound.Victims;
import dev.marina.scheduler.plugin.DynamicResources;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/// What is done for a pod that fits nowhere: a claim of its own gives its devices back, or less important pods make room; and it is told
/// why. Upstream's extension point postFilter. On the scheduler's thread.
///
/// @param preempting extenders of the pod's cluster that have a say in who makes room for it
/// @param current does something with the pod as it is by then, if it still wants a node
/// @param unbind takes the node from a pod, by its uid, that is not bound there yet; answers whether it was one
record Rescue(Placement placement, Consultation consultation, BiFunction<ClusterId, Pod, List<Extender>> preempting, Current current,
        BiPredicate<ClusterId, String> unbind) {

    interface Current {
        void with(Waiting waiting, BiConsumer<Pod, Snapshot> step);
    }

    void attempt(Waiting waiting, Pod pod, Tried tried, ClusterState state) {
        Cycle cycle = tried.cycle();
        boolean mayGiveBack = tried.profile().steps().has(Steps.Point.POST_FILTER, DynamicResources.NAME);
        boolean helps = mayGiveBack && tried.decision().prefilter().isEmpty() && cycle.usesDevices();
        Optional<ResourceClaim> made = helps ? cycle.devices().toRemove() : Optional.empty();
        made.ifPresent(each -> placement.remove(waiting, each));
        Optional<ResourceClaim> claim = helps && made.isEmpty() ? cycle.devices().toGiveBack(cycle.nodes()) : Optional.empty();
        claim.ifPresent(each -> placement.giveBack(waiting, each));
        String devices = made.isPresent()
                ? "deletion of ResourceClaim completed"
                : claim.isPresent()
                        ? "deallocation of ResourceClaim completed"
                        : cycle.usesDevices() ? "still not schedulable" : UnschedulableMessage.NO_CLAIMS;
        Preemption preemption = Preemption.of(tried.profile(), cycle, tried.decision(), tried.search(), cycle.snapshot().list(Types.DISRUPTION_BUDGETS, ""));
        List<Extender> extenders = preemption.candidates().isEmpty() ? List.of() : preempting.apply(waiting.cluster(), pod);
        if (extenders.isEmpty()) {
            carryOut(waiting, pod, tried, state, preemption, devices, cycle.snapshot());
            return;
        }
        consultation.ask(waiting, preemption.candidates(), cycle, extenders, result -> current.with(waiting, (now, snapshot) -> {
            Preemption left = switch (result) {
                case Consultation.Result.Failed<Map<String, Victims>>(String why) -> Preemption.none(why);
                case Consultation.Result.Answered<Map<String, Victims>>(Map<String, Victims> answer) -> preemption.among(choices(cycle, answer));
            };
            carryOut(waiting, now, tried, state, left, devices, snapshot);
        }));
    }

    /// What extenders have answered, as the scheduler puts it.
    private static List<Preemption.Choice> choices(Cycle cycle, Map<String, Victims> answer) {
        return cycle.nodes().stream().filter(node -> answer.containsKey(node.name())).map(node -> {
            Victims victims = answer.get(node.name());
            return new Preemption.Choice(node.name(), node.pods().stream().filter(pod -> victims.uids().contains(pod.uid())).toList(), victims.violations());
        }).filter(choice -> !choice.victims().isEmpty()).toList();
    }

    /// @param now the cluster by now: those who went meanwhile need not go
    private void carryOut(Waiting waiting, Pod pod, Tried tried, ClusterState state, Preemption preemption, String devices, Snapshot now) {
        Nominations nominations = tried.search().nominations();
        String message = UnschedulableMessage.of(tried.decision(), preemption, tried.cycle().nodes().size(), devices);
        if (preemption.notEligible().isEmpty()) {
            Optional<String> promised = preemption.choice().map(Preemption.Choice::node);
            promised.ifPresent(node -> giveWay(waiting, tried.cycle(), node, nominations));
            state.nominate(tried.cycle().pod(), promised);
        }
        placement.report(waiting, pod, message, nominations.of(waiting.uid()));
        preemption.choice().ifPresent(choice -> choice.victims().stream().filter(victim -> !victim.terminating())
                .flatMap(victim -> now.find(Types.PODS, victim.namespace(), victim.name()).stream()
                        .filter(each -> each.getMetadata().getUid().equals(victim.uid()) && each.getMetadata().getDeletionTimestamp() == null))
                .forEach(victim -> evict(waiting, victim, choice.node())));
    }

    private void evict(Waiting waiting, Pod victim, String node) {
        if (unbind.test(waiting.cluster(), victim.getMetadata().getUid())) {
            placement.reportPreempted(waiting, victim, node);
        } else {
            placement.evict(waiting, victim, node);
        }
    }

    /// Less important pods that were promised the node look for another. prepareCandidate in pkg/scheduler/framework/preemption
    private void giveWay(Waiting waiting, Cycle cycle, String node, Nominations nominations) {
        List<PodFacts> less = nominations.on(node).stream().filter(other -> other.priority() < cycle.pod().priority()).toList();
        for (PodFacts other : less) {
            nominations.remove(other.uid());
            cycle.snapshot().find(Types.PODS, other.namespace(), other.name()).ifPresent(each -> placement.unpromise(waiting, each));
        }
    }
}
