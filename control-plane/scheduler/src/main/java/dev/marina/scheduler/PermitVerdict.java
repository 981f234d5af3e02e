package dev.marina.scheduler;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What all plugins at the extension point permit say of one pod. RunPermitPlugins in pkg/scheduler/framework/runtime/framework.go
sealed interface PermitVerdict {

    /// No plugin may keep a pod waiting for longer.
    Duration LONGEST = Duration.ofMinutes(15);

    /// Nobody is against it.
    ///
    /// @param waits for which plugins it waits, and for how long; none where it is bound
    /// @param allows uids of pods that need not wait any longer for a plugin
    record Passed(Map<String, Duration> waits, Map<String, Set<String>> allows) implements PermitVerdict {}

    record Rejected(String plugin, String reason) implements PermitVerdict {}

    record Failed(String reason) implements PermitVerdict {}

    /// @param group of the pod, which is one of those scheduled
    static PermitVerdict of(List<SchedulerPlugin.Permit> plugins, PodFacts pod, PodGroupState group) {
        Map<String, Duration> waits = new LinkedHashMap<>();
        Map<String, Set<String>> allows = new HashMap<>();
        for (SchedulerPlugin.Permit plugin : plugins) {
            switch (plugin.permit(pod, group)) {
                case Permission.Allowed(Set<String> others) -> allows.put(plugin.name(), others);
                case Permission.Wait(String _, Duration longest) -> waits.put(plugin.name(), longest.compareTo(LONGEST) > 0 ? LONGEST : longest);
                case Permission.Rejected(String reason) -> {
                    return new Rejected(plugin.name(), reason);
                }
                case Permission.Failed(String reason) -> {
                    return new Failed("running Permit plugin \"%s\": %s".formatted(plugin.name(), reason));
                }
            }
        }
        return new Passed(waits, allows);
    }
}
