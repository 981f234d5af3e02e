package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerRuntime;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Begins a pod's containers anew in its place. What the API was told outlives the agent; here it counts only at first, since the watch may still
/// bring what was so before. Owned by the pod's worker.
final class RestartSteps {

    private final ContainerRuntime runtime;
    private final Map<String, Integer> removed = new HashMap<>();
    private boolean underway;

    RestartSteps(ContainerRuntime runtime, Pod pod) {
        this.runtime = runtime;
        underway = Optional.ofNullable(pod.getStatus()).stream().flatMap(status -> status.getConditions().stream())
                .anyMatch(condition -> condition.getType().equals(PodConditions.ALL_RESTARTING) && "True".equals(condition.getStatus()));
    }

    PodRestart state() {
        return new PodRestart(underway, removed);
    }

    /// The API has been told.
    StepOutcome begun() {
        underway = true;
        return StepOutcome.DONE;
    }

    StepOutcome remove(PodStep.ResetContainer step) {
        runtime.removeContainer(step.container().id());
        removed.merge(step.container().name(), step.backoffStep(), Math::max);
        return StepOutcome.DONE;
    }

    /// The API has been told.
    StepOutcome over() {
        underway = false;
        return StepOutcome.DONE;
    }
}
