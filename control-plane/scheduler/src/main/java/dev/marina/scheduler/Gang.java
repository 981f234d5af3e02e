package dev.marina.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSchedulingGroup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Pods of a PodGroup, of which so many get their nodes at once or none does.
/// https://kubernetes.io/docs/concepts/scheduling-eviction/gang-scheduling/
///
/// @param minCount how many, those that have nodes already included; 0 where the PodGroup is not there yet
/// @param waiting those without nodes, at least as many as have to go at once, and [#MOST]; none where it is known already that they wait, or run
/// @param placed how many have nodes, or are about to get one
record Gang(String namespace, String name, int minCount, List<Pod> waiting, long placed) {

    static final GroupVersionResource POD_GROUPS = new GroupVersionResource("scheduling.k8s.io", "v1alpha2", "podgroups");
    /// Of one attempt, which no other cluster's pod interrupts.
    static final int MOST = 100;

    private static final GroupResource GROUPS = POD_GROUPS.groupResource();

    /// The name of the pod's group; empty for one that is on its own.
    static Optional<String> groupOf(Pod pod) {
        return Optional.ofNullable(pod.getSpec().getSchedulingGroup()).map(PodSchedulingGroup::getPodGroupName).filter(name -> !name.isEmpty());
    }

    /// The gang of a waiting pod; empty for one that may go on its own.
    static Optional<Gang> of(Pod pod, Snapshot snapshot, Schedulers schedulers, ClusterState state) {
        Optional<String> name = groupOf(pod);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        String namespace = pod.getMetadata().getNamespace();
        Optional<JsonNode> policy = policy(snapshot, namespace, name.get());
        if (policy.filter(each -> !each.has("gang")).isPresent()) {
            return Optional.empty();
        }
        Map<String, String> members = state.gangs().members(namespace, name.get());
        long placed = members.keySet().stream().filter(state::holds).count();
        int minCount = policy.map(each -> each.path("gang").path("minCount").asInt()).orElse(0);
        List<Pod> waiting = placed >= minCount || members.size() < minCount
                ? List.of()
                : members.entrySet().stream().filter(each -> !state.holds(each.getKey()))
                        .flatMap(each -> snapshot.find(Types.PODS, namespace, each.getValue())
                                .filter(found -> found.getMetadata().getUid().equals(each.getKey()))
                                .stream())
                        .filter(each -> Wish.forNode(each, schedulers)).limit(Math.max(MOST, minCount - placed)).toList();
        return Optional.of(new Gang(namespace, name.get(), minCount, waiting, placed));
    }

    /// Of a PodGroup; empty where there is none.
    static Optional<JsonNode> policy(Snapshot snapshot, String namespace, String name) {
        return snapshot.stored(key(snapshot.cluster(), namespace, name)).filter(stored -> !stored.opaque())
                .map(stored -> Document.parse(stored.bytes()).at("spec", "schedulingPolicy"));
    }

    static ObjectKey key(ClusterId cluster, String namespace, String name) {
        return new ObjectKey(cluster, GROUPS, namespace, name);
    }

    /// Of the pod's group, as plugins see it.
    static PodGroupState stateOf(PodFacts pod, Snapshot snapshot, ClusterState state) {
        if (pod.podGroup().isEmpty()) {
            return PodGroupState.NONE;
        }
        PodGroupState.Policy policy = policy(snapshot, pod.namespace(), pod.podGroup()).<PodGroupState.Policy>map(each -> each.has("gang")
                ? new PodGroupState.Policy.Gang(each.path("gang").path("minCount").asInt())
                : new PodGroupState.Policy.Basic()).orElseGet(() -> new PodGroupState.Policy.Missing(pod.namespace(), pod.podGroup()));
        Set<String> members = state.gangs().members(pod.namespace(), pod.podGroup()).keySet();
        return new PodGroupState(policy, members.stream().filter(state::holds).count(), members);
    }

    /// Whether the PodGroup is there.
    boolean known() {
        return minCount > 0;
    }

    /// Whether there are as many pods as have to go at once. Those that gates hold do not count.
    boolean complete() {
        return known() && placed + waiting.size() >= minCount;
    }

    /// Whether more have to go at once than are looked at in one attempt: the first ones wait with their nodes for those that come after them.
    boolean large() {
        return minCount - placed > MOST;
    }

    /// Whether so many of the waiting ones are enough.
    boolean enough(int fitting) {
        return placed + fitting >= minCount;
    }

    /// Whether any further pod may go on its own.
    boolean runs() {
        return known() && placed >= minCount;
    }
}
