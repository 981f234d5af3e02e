package dev.marina.scheduler.plugin;

import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.QueueingHint;
import dev.marina.scheduler.SchedulerPlugin;
import java.util.Map;
import java.util.Optional;

/// Pods of a gang wait for each other. What holds them is decided for all of them together, so this refuses none by itself; it says
/// what they wait for.
public final class GangScheduling implements SchedulerPlugin.PreFilter {

    public static final String NAME = "GangScheduling";

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
}
