package dev.marina.scheduler;

import java.util.Set;

/// A pod's group at one moment, with what the scheduler knows alone: pods count as scheduled from when they are given a node.
///
/// @param policy what the group asks for
/// @param scheduled how many of its pods have a node, or are about to get one
/// @param members uids of its pods; not to be changed
public record PodGroupState(Policy policy, long scheduled, Set<String> members) {

    /// Of a pod that is of no group.
    public static final PodGroupState NONE = new PodGroupState(new Policy.Basic(), 0, Set.of());

    /// How the group's pods are scheduled.
    public sealed interface Policy {

        /// Each on its own.
        record Basic() implements Policy {}

        /// So many at once, or none.
        record Gang(int minCount) implements Policy {}

        /// There is no such group, or not any more.
        record Missing(String namespace, String name) implements Policy {}
    }
}
