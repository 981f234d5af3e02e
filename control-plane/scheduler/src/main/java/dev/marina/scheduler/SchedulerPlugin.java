package dev.marina.scheduler;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A rule of scheduling, at one or more of upstream's extension points. Plugins are pure.
/// https://kubernetes.io/docs/concepts/scheduling-eviction/scheduling-framework/
public sealed interface SchedulerPlugin {

    /// Upstream's name.
    String name();

    /// What may let a pod fit that this plugin has refused. A filter or prefilter without hints leaves such pods waiting until
    /// they change themselves or five minutes have passed.
    default Map<ClusterEvent.Kind, QueueingHint> hints() {
        return Map.of();
    }

    /// Looks at the pod before any node; a text means that it fits nowhere, whatever the nodes.
    non-sealed interface PreFilter extends SchedulerPlugin {
        Optional<String> prefilter(Cycle cycle);
    }

    non-sealed interface Filter extends SchedulerPlugin {
        /// False where every node would pass: it is not asked of any then. Once in a cycle.
        default boolean concerns(Cycle cycle) {
            return true;
        }

        Fit filter(Cycle cycle, NodeState node);

        /// Names of nodes beside which it lets none pass; empty where nobody knows before each was looked at.
        default Optional<Set<String>> only(Cycle cycle) {
            return Optional.empty();
        }

        /// Whether its answer, and whether it has one, follows from the node and what is on it, from the profile and from what pods of one
        /// [EquivalenceClass] have in common, and from nothing else: then it is asked once for all of them, as long as the node does not change.
        default boolean filtersByNodeAlone() {
            return false;
        }
    }

    /// Has a say once the pod has its node, before that is written: it may have to wait for others, and keeps the node as long.
    non-sealed interface Permit extends SchedulerPlugin {
        /// @param group of the pod, which is one of those scheduled by now
        Permission permit(PodFacts pod, PodGroupState group);
    }

    /// 0 to 100, more is better; multiplied by the weight.
    non-sealed interface Score extends SchedulerPlugin {
        /// False where all nodes that fit are alike to it: it is not asked of any then. Once in a cycle.
        default boolean prefers(Cycle cycle) {
            return true;
        }

        int score(Cycle cycle, NodeState node);

        /// The same as [Filter#filtersByNodeAlone]: not for scores that compare nodes with each other.
        default boolean scoresByNodeAlone() {
            return false;
        }

        /// Where the profile does not say another.
        default int weight() {
            return 1;
        }
    }
}
