package dev.marina.scheduler;

import java.util.AbstractList;
import java.util.List;
import java.util.Optional;

/// Which filters refuse a pod a node, with what is on it or would be. Pure.
///
/// @param all filters of the profile
/// @param filters those of them that have something to say of the pod
/// @param nominations for whom room is being made
/// @param known what was found before for pods like this one
/// @param others those of the filters that do not look at the node alone
record Room(List<SchedulerPlugin.Filter> all, List<SchedulerPlugin.Filter> filters, List<SchedulerPlugin.Filter> others, Cycle cycle, Nominations nominations,
        Optional<LocalVerdicts> known) {

    /// @param plugin that refused it
    record Refusal(String plugin, Fit.Misfit misfit) {}

    static Room of(Profile profile, Cycle cycle, Nominations nominations) {
        return of(profile, cycle, nominations, Optional.empty());
    }

    static Room of(Profile profile, Cycle cycle, Nominations nominations, Optional<LocalVerdicts> known) {
        return of(profile.filters(), cycle, cycle, nominations, known);
    }

    /// @param heard whoever has something to say of this one
    private static Room of(List<SchedulerPlugin.Filter> all, Cycle heard, Cycle cycle, Nominations nominations, Optional<LocalVerdicts> known) {
        List<SchedulerPlugin.Filter> filters = all.stream().filter(filter -> filter.concerns(heard)).toList();
        return new Room(all, filters, filters.stream().filter(filter -> !filter.filtersByNodeAlone()).toList(), cycle, nominations, known);
    }

    /// The pod must fit with those for whom room is being made and, as they may never come, without them.
    Optional<Refusal> refusal(NodeState node) {
        return besideNominated(node).or(() -> first(cycle, node));
    }

    /// The same of the cycle's node of this number.
    Optional<Refusal> refusal(int index) {
        NodeState node = cycle.nodes().get(index);
        if (known.isEmpty()) {
            return refusal(node);
        }
        Optional<Refusal> beside = besideNominated(node);
        return beside.isPresent() ? beside : first(known.get().refusal(index, cycle, filters), node);
    }

    /// The same if the node were so, with fewer pods than it has.
    Optional<Refusal> onChanged(NodeState changed) {
        return filters.isEmpty() ? Optional.empty() : besideNominated(changed).or(() -> first(changed(changed), changed));
    }

    private Optional<Refusal> besideNominated(NodeState node) {
        List<PodFacts> nominated = nominations.before(cycle.pod(), node.name());
        if (nominated.isEmpty()) {
            return Optional.empty();
        }
        NodeState fuller = node.copy();
        nominated.forEach(fuller::add);
        boolean disturbed = nominated.stream().anyMatch(pod -> !pod.requiredAntiAffinity().isEmpty());
        return (disturbed ? heard(fuller) : this).first(changed(fuller), fuller);
    }

    /// With those who have something to say once the node is so.
    private Room heard(NodeState changed) {
        return of(all, changed(changed), cycle, nominations, Optional.empty());
    }

    private Cycle changed(NodeState changed) {
        return cycle.changed(new Replaced(cycle.nodes(), changed));
    }

    /// @param local the first refusal of a filter that looks at the node alone, or null: the others that come before it are asked
    private Optional<Refusal> first(Refusal local, NodeState node) {
        if (others.isEmpty()) {
            return Optional.ofNullable(local);
        }
        if (local == null) {
            return first(cycle, others, node);
        }
        for (SchedulerPlugin.Filter plugin : filters) {
            if (plugin.name().equals(local.plugin())) {
                break;
            }
            if (!plugin.filtersByNodeAlone() && plugin.filter(cycle, node) instanceof Fit.Misfit misfit) {
                return Optional.of(new Refusal(plugin.name(), misfit));
            }
        }
        return Optional.of(local);
    }

    private Optional<Refusal> first(Cycle asked, NodeState node) {
        return first(asked, filters, node);
    }

    private static Optional<Refusal> first(Cycle asked, List<SchedulerPlugin.Filter> filters, NodeState node) {
        for (SchedulerPlugin.Filter plugin : filters) {
            if (plugin.filter(asked, node) instanceof Fit.Misfit misfit) {
                return Optional.of(new Refusal(plugin.name(), misfit));
            }
        }
        return Optional.empty();
    }

    /// The nodes, one of them another.
    private static final class Replaced extends AbstractList<NodeState> {
        private final List<NodeState> nodes;
        private final NodeState changed;

        Replaced(List<NodeState> nodes, NodeState changed) {
            this.nodes = nodes;
            this.changed = changed;
        }

        @Override
        public NodeState get(int index) {
            NodeState node = nodes.get(index);
            return node.name().equals(changed.name()) ? changed : node;
        }

        @Override
        public int size() {
            return nodes.size();
        }
    }
}
