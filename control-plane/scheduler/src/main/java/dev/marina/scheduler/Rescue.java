package dev.marina.scheduler;

import dev.marina.controllers.engine.Types;
import dev.marina.scheduler.SchedulingQueue.Waiting;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.util.List;
import java.util.Optional;

/// What is done for a pod that fits nowhere: a claim of its own gives its devices back, or less important pods make room; and it is told
/// why. Upstream's extension point postFilter. On the scheduler's thread.
record Rescue(Placement placement) {

    void attempt(Waiting waiting, Pod pod, Tried tried, ClusterState state) {
        Cycle cycle = tried.cycle();
        Decision.Search search = tried.search();
        Optional<ResourceClaim> claim = tried.decision().prefilter().isEmpty() && !cycle.pod().deviceClaims().isEmpty()
                ? cycle.devices().toGiveBack(cycle.nodes())
                : Optional.empty();
        claim.ifPresent(each -> placement.giveBack(waiting, each));
        String devices = cycle.pod().deviceClaims().isEmpty()
                ? UnschedulableMessage.NO_CLAIMS
                : claim.isPresent() ? "deallocation of ResourceClaim completed" : "still not schedulable";
        Preemption preemption = Preemption.of(tried.profile(), cycle, tried.decision(), search, cycle.snapshot().list(Types.DISRUPTION_BUDGETS, ""));
        String message = UnschedulableMessage.of(tried.decision(), preemption, cycle.nodes().size(), devices);
        if (preemption.notEligible().isEmpty()) {
            Optional<String> promised = preemption.choice().map(Preemption.Choice::node);
            promised.ifPresent(node -> giveWay(waiting, cycle, node, search.nominations()));
            state.nominate(cycle.pod(), promised);
        }
        placement.report(waiting, pod, message, search.nominations().of(waiting.uid()));
        preemption.choice().ifPresent(choice -> choice.victims().stream().filter(victim -> !victim.terminating())
                .flatMap(victim -> cycle.snapshot().find(Types.PODS, victim.namespace(), victim.name()).stream())
                .forEach(victim -> placement.evict(waiting, victim, choice.node())));
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
