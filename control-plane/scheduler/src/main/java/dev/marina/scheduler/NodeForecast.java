package dev.marina.scheduler;

import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What would become of pods if there were nodes that are not there, or were not nodes that are: found out with the scheduler's own filters. Pure.
public final class NodeForecast {

    private static final String NEW = "new-node-%d";

    private final Profile profile;
    private final Snapshot snapshot;

    public NodeForecast(Profile profile, Snapshot snapshot) {
        this.profile = profile;
        this.snapshot = snapshot;
    }

    /// What pods that wait need of nodes of one kind.
    ///
    /// @param nodes that are needed beyond those that are coming
    /// @param placed pods that would run then
    /// @param impossible pods for which no such node would do, by namespace and name, with the first reason
    /// @param left pods for which there would have to be more nodes than there may be
    public record Need(int nodes, int placed, Map<String, String> impossible, int left) {}

    /// @param template a node of the kind as it comes, without pods
    /// @param coming how many of them are coming already
    /// @param most how many further ones there may be
    public Need need(List<Pod> waiting, Node template, int coming, int most) {
        ClusterState cluster = cluster(Set.of());
        List<NodeState> further = new ArrayList<>();
        for (int i = 1; i <= coming; i++) {
            further.add(arrived(cluster, template, i));
        }
        int placed = 0;
        int left = 0;
        Map<String, String> impossible = new LinkedHashMap<>();
        for (Pod pod : waiting) {
            PodFacts facts = PodFacts.of(pod);
            if (place(cluster, facts, further)) {
                placed++;
                continue;
            }
            NodeState next = arrived(cluster, template, further.size() + 1);
            Optional<String> refusal = refusal(cluster, facts, next);
            if (refusal.isEmpty() && further.size() < coming + most) {
                cluster.place(facts, next.name());
                further.add(next);
                placed++;
                continue;
            }
            cluster.nodeGone(next.name());
            if (refusal.isPresent()) {
                impossible.put(pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName(), refusal.get());
            } else {
                left++;
            }
        }
        return new Need(further.size() - coming, placed, impossible, left);
    }

    /// Whether all these pods, which are on a node that shall go, would find a place on the others.
    public boolean wouldMove(List<Pod> pods, String from) {
        ClusterState cluster = cluster(Set.of(from));
        List<NodeState> others = cluster.nodes();
        return pods.stream().map(PodFacts::of).allMatch(pod -> place(cluster, homeless(pod), others));
    }

    private static PodFacts homeless(PodFacts pod) {
        return new PodFacts(pod.uid(), "", pod.group(), pod.name(), "", pod.priority(), pod.mayPreempt(), pod.created(), pod.requests(), pod.hostPorts(),
                pod.tolerations(), pod.nodeSelector(), pod.affinity(), pod.spread(), pod.claims(), pod.ephemeral(), pod.images(), pod.owner(), pod.podGroup(),
                pod.deviceClaims(), pod.features());
    }

    /// Without these nodes and what is on them.
    private ClusterState cluster(Set<String> without) {
        ClusterState cluster = new ClusterState();
        snapshot.list(Types.NODES, "").stream().filter(node -> !without.contains(node.getMetadata().getName())).forEach(cluster::node);
        snapshot.list(Types.PODS, "").stream().filter(pod -> !without.contains(PodState.nodeName(pod))).forEach(cluster::pod);
        return cluster;
    }

    private static NodeState arrived(ClusterState cluster, Node template, int number) {
        String name = NEW.formatted(number);
        cluster.node(new NodeBuilder(template).editMetadata().withName(name).addToLabels("kubernetes.io/hostname", name).endMetadata().build());
        return cluster.find(name).orElseThrow();
    }

    private boolean place(ClusterState cluster, PodFacts pod, List<NodeState> nodes) {
        for (NodeState node : nodes) {
            if (refusal(cluster, pod, node).isEmpty()) {
                cluster.place(pod, node.name());
                return true;
            }
        }
        return false;
    }

    /// The first plugin's words; empty where it fits.
    private Optional<String> refusal(ClusterState cluster, PodFacts pod, NodeState node) {
        Cycle cycle = new Cycle(pod, cluster, snapshot);
        for (SchedulerPlugin.PreFilter plugin : profile.preFilters()) {
            Optional<String> why = plugin.prefilter(cycle);
            if (why.isPresent()) {
                return why;
            }
        }
        for (SchedulerPlugin.Filter plugin : profile.filters()) {
            if (plugin.concerns(cycle) && plugin.filter(cycle, node) instanceof Fit.Misfit(List<String> reasons, boolean _)) {
                return Optional.of(String.join(", ", new LinkedHashSet<>(reasons)));
            }
        }
        return Optional.empty();
    }
}
