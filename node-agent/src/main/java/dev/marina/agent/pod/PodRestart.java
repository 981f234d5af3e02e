package dev.marina.agent.pod;

import java.util.Map;

/// How far a pod is whose containers all begin anew in its place, because one of them has ended by a rule that says so.
///
/// @param underway begun and told to the API, and not yet over: containers are stopped and removed, and none is started
/// @param removed containers that this node has removed for it, by name, with the back-off step of their next attempt
record PodRestart(boolean underway, Map<String, Integer> removed) {

    static final PodRestart NONE = new PodRestart(false, Map.of());
    /// pkg/kubelet/kubelet_pods.go
    static final String REASON = "RestartingAllContainers";
    static final String MESSAGE = "The container is removed because RestartAllContainers in place";
    static final int EXIT_CODE = 137;

    PodRestart {
        removed = Map.copyOf(removed);
    }

    int backoffStep(String container) {
        return removed.getOrDefault(container, 0);
    }
}
