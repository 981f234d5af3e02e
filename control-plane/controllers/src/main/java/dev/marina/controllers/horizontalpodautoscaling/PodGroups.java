package dev.marina.controllers.horizontalpodautoscaling;

import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.horizontalpodautoscaling.Metrics.Sample;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which pods a calculation goes by. groupPods in pkg/controller/podautoscaler/replica_calculator.go
///
/// @param measured values of those that count
/// @param unready still on their way, so that their processors say nothing
/// @param missing of which there is no measurement
record PodGroups(Map<String, Long> measured, Set<String> unready, Set<String> missing) {

    /// As long after its start a pod is busy with itself.
    private static final Duration START = Duration.ofMinutes(5);
    /// A pod that became unready as soon as that was never ready.
    private static final Duration FIRST_READINESS = Duration.ofSeconds(30);

    /// @param cpu whether it is the processor that was measured: other values count from the first moment
    static PodGroups of(List<Pod> pods, Map<String, Sample> samples, boolean cpu, Instant now) {
        PodGroups groups = new PodGroups(new HashMap<>(), new HashSet<>(), new HashSet<>());
        for (Pod pod : pods) {
            String name = pod.getMetadata().getName();
            Sample sample = samples.get(name);
            if (PodState.terminating(pod) || PodState.phase(pod).equals("Failed")) {
                continue;
            }
            if (PodState.phase(pod).equals("Pending")) {
                groups.unready.add(name);
            } else if (sample == null) {
                groups.missing.add(name);
            } else if (cpu && unready(pod, sample, now)) {
                groups.unready.add(name);
            } else {
                groups.measured.put(name, sample.value());
            }
        }
        return groups;
    }

    private static boolean unready(Pod pod, Sample sample, Instant now) {
        Optional<PodCondition> ready = pod.getStatus().getConditions().stream().filter(condition -> condition.getType().equals("Ready")).findFirst();
        if (ready.isEmpty() || pod.getStatus().getStartTime() == null) {
            return true;
        }
        Instant start = Instant.parse(pod.getStatus().getStartTime());
        Instant changed = ready.get().getLastTransitionTime() == null ? Instant.EPOCH : Instant.parse(ready.get().getLastTransitionTime());
        boolean denied = ready.get().getStatus().equals("False");
        return start.plus(START).isAfter(now)
                ? denied || sample.at().isBefore(changed.plus(sample.window()))
                : denied && start.plus(FIRST_READINESS).isAfter(changed);
    }
}
