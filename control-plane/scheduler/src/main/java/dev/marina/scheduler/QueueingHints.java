package dev.marina.scheduler;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// The hints of a profile's plugins, by what they wait for.
record QueueingHints(Map<ClusterEvent.Kind, Map<String, QueueingHint>> byKind) {

    static QueueingHints of(Profile profile) {
        Map<ClusterEvent.Kind, Map<String, QueueingHint>> byKind = new EnumMap<>(ClusterEvent.Kind.class);
        for (SchedulerPlugin plugin : profile.plugins()) {
            plugin.hints().forEach((kind, hint) -> byKind.computeIfAbsent(kind, _ -> new LinkedHashMap<>())
                    .merge(plugin.name(), hint, (one, other) -> (waiting, event) -> one.mayHelp(waiting, event) || other.mayHelp(waiting, event)));
        }
        return new QueueingHints(byKind);
    }

    /// Of the plugins that wait for such events, by name.
    Map<String, QueueingHint> of(ClusterEvent.Kind kind) {
        return byKind.getOrDefault(kind, Map.of());
    }
}
