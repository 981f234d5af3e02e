package dev.marina.scheduler;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What was found of one cluster's nodes for a few classes of pods: a deployment's thousandth pod asks nothing anew but of the nodes where something
/// has changed since the one before it. Owned by the scheduler's thread.
final class EquivalenceCache {

    /// Of a cluster. Each remembers some tens of bytes of each node.
    static final int MOST_CLASSES = 8;

    private final Map<EquivalenceClass, LocalVerdicts> classes = new LinkedHashMap<>(16, 0.75f, true);

    /// None for a pod whose devices are to be looked for: they are not the node's alone. None for one that wants a certain node, as each of a daemon set does
    /// another one.
    Optional<LocalVerdicts> of(Profile profile, Cycle cycle) {
        if (cycle.asksForDevices() || profile.filters().stream().anyMatch(filter -> filter.only(cycle).isPresent())) {
            return Optional.empty();
        }
        LocalVerdicts known = classes.compute(EquivalenceClass.of(cycle.pod()),
                (_, before) -> before != null && before.holds(profile, cycle.nodes()) ? before : new LocalVerdicts(profile, cycle.nodes()));
        if (classes.size() > MOST_CLASSES) {
            classes.remove(classes.keySet().iterator().next());
        }
        return Optional.of(known);
    }

    /// Nothing waits any more.
    void clear() {
        classes.clear();
    }

    int size() {
        return classes.size();
    }
}
