package dev.marina.scheduler.plugin;

import dev.marina.scheduler.Amounts;
import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.PodFacts;
import dev.marina.scheduler.QueueingHint;
import dev.marina.scheduler.SchedulerPlugin;
import dev.marina.scheduler.devices.ExtendedResources;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A node must have what the pod requests; which one is better is the strategy's to say.
///
/// @param ignored resources that no node needs to have, or groups of them (`example.com`)
public record NodeResourcesFit(ScoringStrategy strategy, List<ResourceWeight> weights,
        Set<String> ignored) implements SchedulerPlugin.Filter, SchedulerPlugin.Score {

    public NodeResourcesFit() {
        this(ScoringStrategy.LEAST_ALLOCATED, ResourceWeight.CPU_AND_MEMORY, Set.of());
    }

    /// The same, where these resources are somebody else's to count.
    public NodeResourcesFit leaving(Collection<String> resources) {
        Set<String> all = new HashSet<>(ignored);
        all.addAll(resources);
        return new NodeResourcesFit(strategy, weights, Set.copyOf(all));
    }

    @Override
    public String name() {
        return "NodeResourcesFit";
    }

    @Override
    public Map<ClusterEvent.Kind, QueueingHint> hints() {
        return Map.of(
                ClusterEvent.Kind.POD_GONE, QueueingHint.ALWAYS,
                ClusterEvent.Kind.POD_CHANGED, (_, event) -> event instanceof ClusterEvent.PodChanged(PodFacts before, PodFacts now)
                        && !before.requests().equals(now.requests()),
                // a class begins to stand for what it asks for
                ClusterEvent.Kind.DEVICES_CHANGED, (waiting, _) -> ExtendedResources.mayBeIn(waiting),
                ClusterEvent.Kind.NODE_ADDED, (waiting, event) -> event instanceof ClusterEvent.NodeChanged changed && couldHold(changed.node(), waiting),
                ClusterEvent.Kind.NODE_CHANGED, (waiting, event) -> event instanceof ClusterEvent.NodeChanged changed
                        && !changed.before().map(NodeState.Offer::allocatable).equals(java.util.Optional.of(changed.node().allocatable()))
                        && couldHold(changed.node(), waiting));
    }

    /// Whether it would fit if the node were empty. Of a resource of which it has nothing it may have devices.
    private static boolean couldHold(NodeState node, PodFacts pod) {
        return pod.requests().byName().entrySet().stream().allMatch(entry -> entry.getValue() <= node.allocatable().get(entry.getKey())
                || ExtendedResources.mayStandForDevices(entry.getKey()) && node.allocatable().get(entry.getKey()) == 0);
    }

    @Override
    public boolean filtersByNodeAlone() {
        return true;
    }

    @Override
    public Fit filter(Cycle cycle, NodeState node) {
        List<String> missing = List.of();
        boolean everEnough = true;
        for (Map.Entry<String, Long> wanted : cycle.pod().requests().byName().entrySet()) {
            String resource = wanted.getKey();
            long total = node.allocatable().get(resource);
            if (wanted.getValue() > 0 && wanted.getValue() > total - node.requested().get(resource) && !isIgnored(resource)
                    && !(ExtendedResources.mayStandForDevices(resource) && cycle.devices().standFor(resource, node))) {
                missing = missing.isEmpty() ? new ArrayList<>() : missing;
                missing.add(resource);
                everEnough &= wanted.getValue() <= total;
            }
        }
        return missing.isEmpty() ? Fit.FITS : new Fit.Misfit(missing.stream().sorted().map(NodeResourcesFit::reason).toList(), everEnough);
    }

    private boolean isIgnored(String resource) {
        int slash = resource.indexOf('/');
        return !ignored.isEmpty() && slash > 0 && (ignored.contains(resource) || ignored.contains(resource.substring(0, slash)));
    }

    private static String reason(String resource) {
        return resource.equals(Amounts.PODS) ? "Too many pods" : "Insufficient " + resource;
    }

    @Override
    public boolean scoresByNodeAlone() {
        return true;
    }

    @Override
    public int score(Cycle cycle, NodeState node) {
        long sum = 0;
        long weight = 0;
        for (ResourceWeight resource : weights) {
            long total = resource.total(cycle, node);
            long score = total <= 0 ? 0 : strategy.score(resource.used(cycle, node), total);
            if (total > 0 && (score > 0 || !strategy.leavesOutZero())) {
                sum += score * resource.weight();
                weight += resource.weight();
            }
        }
        return weight == 0 ? 0 : (int) (strategy.leavesOutZero() ? Math.round((double) sum / weight) : sum / weight);
    }
}
