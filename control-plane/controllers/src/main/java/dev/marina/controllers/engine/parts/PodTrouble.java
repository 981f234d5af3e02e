package dev.marina.controllers.engine.parts;

import dev.marina.controllers.engine.PodState;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Why a pod does not run, in its own words.
public record PodTrouble(String reason, String message) {

    /// Of a waiting container: those behind which there is nothing that waiting cures by itself soon.
    private static final Set<String> TROUBLES = Set.of("CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull",
            "CreateContainerConfigError", "CreateContainerError", "RunContainerError");

    /// That of the newest pod that has one.
    public static Optional<PodTrouble> worst(List<Pod> pods) {
        return pods.stream().filter(pod -> !PodState.terminating(pod) && pod.getStatus() != null)
                .sorted(Comparator.comparing((Pod pod) -> pod.getMetadata().getCreationTimestamp()).reversed())
                .flatMap(PodTrouble::of).findFirst();
    }

    private static Stream<PodTrouble> of(Pod pod) {
        String name = pod.getMetadata().getName();
        Stream<PodTrouble> waiting = pod.getStatus().getContainerStatuses().stream().flatMap(container -> waiting(name, container).stream());
        Stream<PodTrouble> unplaced = pod.getStatus().getConditions().stream()
                .filter(condition -> "PodScheduled".equals(condition.getType()) && "Unschedulable".equals(condition.getReason()))
                .map(condition -> new PodTrouble("Unschedulable", "Pod %s has no node: %s".formatted(name, condition.getMessage())));
        return Stream.concat(waiting, unplaced);
    }

    private static Optional<PodTrouble> waiting(String pod, ContainerStatus container) {
        ContainerStateWaiting waiting = container.getState() == null ? null : container.getState().getWaiting();
        if (waiting == null || !TROUBLES.contains(waiting.getReason())) {
            return Optional.empty();
        }
        String last = container.getLastState() == null || container.getLastState().getTerminated() == null
                ? ""
                : "; it ended with exit code %d".formatted(container.getLastState().getTerminated().getExitCode());
        String words = waiting.getMessage() == null || waiting.getMessage().isEmpty() ? "" : ": " + waiting.getMessage();
        return Optional.of(new PodTrouble(waiting.getReason(), "Pod %s is in %s%s%s".formatted(pod, waiting.getReason(), words, last)));
    }
}
