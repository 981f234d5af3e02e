package dev.marina.controlplane.plan;

import dev.marina.model.restart.AfterExit;
import dev.marina.model.restart.RestartRules;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.stream.Collectors;

/// What becomes of a pod whose containers all come to the same end, by the rules that nodes go by.
///
/// @param after what follows for each of its containers, by name
record SupposedEnd(int exitCode, Map<String, AfterExit> after) {

    static SupposedEnd of(Pod pod, int exitCode) {
        Map<String, AfterExit> own = pod.getSpec().getContainers().stream()
                .collect(Collectors.toMap(Container::getName, container -> RestartRules.after(pod, container, exitCode)));
        boolean all = own.containsValue(AfterExit.RESTARTS_ALL);
        return new SupposedEnd(exitCode, all ? own.keySet().stream().collect(Collectors.toMap(name -> name, _ -> AfterExit.RESTARTS_ALL)) : own);
    }

    boolean stays(Container container) {
        return after.get(container.getName()) == AfterExit.STAYS;
    }

    /// Whether there is a container that is done then.
    boolean any() {
        return after.containsValue(AfterExit.STAYS);
    }

    String phase() {
        boolean over = after.values().stream().allMatch(each -> each == AfterExit.STAYS);
        return !over ? "Running" : exitCode == 0 ? "Succeeded" : "Failed";
    }
}
