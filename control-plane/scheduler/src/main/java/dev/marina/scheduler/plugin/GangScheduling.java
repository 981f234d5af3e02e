package dev.marina.scheduler.plugin;

import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Permission;
import dev.marina.scheduler.PodFacts;
import dev.marina.scheduler.PodGroupState;
import dev.marina.scheduler.QueueingHint;
import dev.marina.scheduler.SchedulerPlugin;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Pods of a gang are bound once there are enough of them with a node. Which nodes is decided for all of them together, so no node is refused
/// here. pkg/scheduler/framework/plugins/gangscheduling/gangscheduling.go
public final class GangScheduling implements SchedulerPlugin.PreFilter, SchedulerPlugin.Permit {

    public static final String NAME = "GangScheduling";
    /// What is said of a pod of a gang that has too few pods for now.
    public static final String WAITING = "waiting for minCount pods from a gang to be scheduled";

    private static final Duration LONGEST = Duration.ofMinutes(5);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<ClusterEvent.Kind, QueueingHint> hints() {
        return Map.of(ClusterEvent.Kind.POD_GROUP_CHANGED, (waiting, event) -> event instanceof ClusterEvent.PodGroupChanged(String namespace, String name)
                && namespace.equals(waiting.namespace()) && name.equals(waiting.podGroup()));
    }

    @Override
    public Optional<String> prefilter(Cycle cycle) {
        return Optional.empty();
    }

    @Override
    public Permission permit(PodFacts pod, PodGroupState group) {
        return switch (group.policy()) {
            case PodGroupState.Policy.Basic() -> new Permission.Allowed(Set.of());
            case PodGroupState.Policy.Missing(String namespace, String name) -> new Permission.Failed(
                    "failed to get podGroup %s/%s: podgroup.scheduling.k8s.io \"%s\" not found".formatted(namespace, name, name));
            case PodGroupState.Policy.Gang(int minCount) -> group.scheduled() < minCount
                    ? new Permission.Wait(WAITING, LONGEST)
                    : new Permission.Allowed(group.members());
        };
    }
}
