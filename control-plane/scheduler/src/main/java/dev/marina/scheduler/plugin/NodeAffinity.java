package dev.marina.scheduler.plugin;

import dev.marina.model.placement.NodeTerms;
import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.QueueingHint;
import dev.marina.scheduler.SchedulerPlugin;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The pod's node selector and node affinity, and what the profile adds to them.
///
/// @param added holds for all pods of the profile
public record NodeAffinity(io.fabric8.kubernetes.api.model.NodeAffinity added) implements SchedulerPlugin.Filter, SchedulerPlugin.Score {

    private static final Fit ENFORCED = Fit.unresolvable("node(s) didn't match scheduler-enforced node affinity");
    private static final Fit ELSEWHERE = Fit.unresolvable("node(s) didn't match Pod's node affinity/selector");

    public NodeAffinity() {
        this(new io.fabric8.kubernetes.api.model.NodeAffinity());
    }

    @Override
    public String name() {
        return "NodeAffinity";
    }

    @Override
    public Map<ClusterEvent.Kind, QueueingHint> hints() {
        return QueueingHint.ofNodesThatPass(this);
    }

    @Override
    public boolean concerns(Cycle cycle) {
        return added.getRequiredDuringSchedulingIgnoredDuringExecution() != null || !cycle.pod().nodeSelector().isEmpty()
                || affinity(cycle) != null && affinity(cycle).getRequiredDuringSchedulingIgnoredDuringExecution() != null;
    }

    /// As upstream's PreFilter: where each of the terms names its nodes.
    @Override
    public Optional<Set<String>> only(Cycle cycle) {
        NodeSelector required = affinity(cycle) == null ? null : affinity(cycle).getRequiredDuringSchedulingIgnoredDuringExecution();
        if (required == null || required.getNodeSelectorTerms().isEmpty()) {
            return Optional.empty();
        }
        Set<String> names = new HashSet<>();
        for (NodeSelectorTerm term : required.getNodeSelectorTerms()) {
            Optional<NodeSelectorRequirement> named = term.getMatchFields().stream()
                    .filter(field -> field.getKey().equals("metadata.name") && field.getOperator().equals("In")).findFirst();
            if (named.isEmpty()) {
                return Optional.empty();
            }
            names.addAll(named.get().getValues());
        }
        return Optional.of(names);
    }

    @Override
    public boolean filtersByNodeAlone() {
        return true;
    }

    @Override
    public Fit filter(Cycle cycle, NodeState node) {
        NodeSelector enforced = added.getRequiredDuringSchedulingIgnoredDuringExecution();
        if (enforced != null && !NodeTerms.take(enforced, node.name(), node.labels())) {
            return ENFORCED;
        }
        boolean selected = cycle.pod().nodeSelector().entrySet().stream().allMatch(pair -> pair.getValue().equals(node.labels().get(pair.getKey())));
        NodeSelector required = affinity(cycle) == null ? null : affinity(cycle).getRequiredDuringSchedulingIgnoredDuringExecution();
        return selected && (required == null || NodeTerms.take(required, node.name(), node.labels()))
                ? Fit.FITS
                : ELSEWHERE;
    }

    @Override
    public boolean prefers(Cycle cycle) {
        return !preferences(cycle).isEmpty();
    }

    @Override
    public int score(Cycle cycle, NodeState node) {
        long most = cycle.most(NodeAffinity.class, each -> preferred(cycle, each));
        return most == 0 ? 0 : (int) (100 * preferred(cycle, node) / most);
    }

    @Override
    public int weight() {
        return 2;
    }

    private int preferred(Cycle cycle, NodeState node) {
        return preferences(cycle).stream().filter(term -> NodeTerms.takes(term.getPreference(), node.name(), node.labels()))
                .mapToInt(PreferredSchedulingTerm::getWeight).sum();
    }

    private List<PreferredSchedulingTerm> preferences(Cycle cycle) {
        List<PreferredSchedulingTerm> enforced = added.getPreferredDuringSchedulingIgnoredDuringExecution();
        List<PreferredSchedulingTerm> own = affinity(cycle) == null ? List.of() : affinity(cycle).getPreferredDuringSchedulingIgnoredDuringExecution();
        return enforced.isEmpty() ? own : Stream.concat(enforced.stream(), own.stream()).toList();
    }

    private static io.fabric8.kubernetes.api.model.NodeAffinity affinity(Cycle cycle) {
        return cycle.pod().affinity() == null ? null : cycle.pod().affinity().getNodeAffinity();
    }
}
