package dev.marina.scheduler;

import java.util.Map;

/// What a plugin says of a pod that it has refused and of something that has happened since: whether it is worth trying the pod
/// again. A hint that says no too often leaves a pod waiting for up to five minutes; one that says yes too often costs cycles.
/// https://kubernetes.io/blog/2024/12/12/scheduler-queueinghint/
@FunctionalInterface
public interface QueueingHint {

    QueueingHint ALWAYS = (_, _) -> true;

    /// A claim of the waiting pod's own.
    QueueingHint OWN_CLAIM = (waiting, event) -> event instanceof ClusterEvent.ClaimChanged claim && claim.namespace().equals(waiting.namespace())
            && waiting.claims().contains(claim.name());

    boolean mayHelp(PodFacts waiting, ClusterEvent event);

    /// For a filter that looks at nothing but the pod and the node: a node that came or changed, and that it would let pass.
    static Map<ClusterEvent.Kind, QueueingHint> ofNodesThatPass(SchedulerPlugin.Filter filter) {
        QueueingHint passes = (waiting, event) -> event instanceof ClusterEvent.NodeChanged changed
                && filter.filter(new Cycle(waiting, java.util.List.of(changed.node()), null), changed.node()) == Fit.FITS;
        return Map.of(ClusterEvent.Kind.NODE_ADDED, passes, ClusterEvent.Kind.NODE_CHANGED, passes);
    }
}
