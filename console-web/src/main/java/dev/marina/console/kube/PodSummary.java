package dev.marina.console.kube;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A pod in a line, by the rules of `kubectl get pods`.
public record PodSummary(String status, int ready, int containers, int restarts) {

    public static PodSummary of(Pod pod) {
        List<ContainerStatus> statuses = pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
        int ready = (int) statuses.stream().filter(one -> Boolean.TRUE.equals(one.getReady())).count();
        int restarts = statuses.stream().map(ContainerStatus::getRestartCount).filter(Objects::nonNull).mapToInt(Integer::intValue).sum();
        return new PodSummary(status(pod, statuses), ready, pod.getSpec().getContainers().size(), restarts);
    }

    private static String status(Pod pod, List<ContainerStatus> statuses) {
        if (pod.isMarkedForDeletion()) {
            return "Terminating";
        }
        if (pod.getStatus() == null) {
            return "Unknown";
        }
        Optional<String> starting = initialising(pod);
        if (starting.isPresent()) {
            return starting.get();
        }
        for (ContainerStatus status : statuses.reversed()) {
            Optional<String> reason = reason(status.getState());
            if (reason.isPresent()) {
                return reason.get();
            }
        }
        return pod.getStatus().getReason() != null ? pod.getStatus().getReason() : Optional.ofNullable(pod.getStatus().getPhase()).orElse("Unknown");
    }

    private static Optional<String> initialising(Pod pod) {
        List<ContainerStatus> init = pod.getStatus().getInitContainerStatuses();
        for (int i = 0; i < init.size(); i++) {
            ContainerState state = init.get(i).getState();
            boolean finished = state != null && state.getTerminated() != null && state.getTerminated().getExitCode() == 0;
            if (finished) {
                continue;
            }
            int number = i;
            return Optional.of(reason(state).filter(reason -> !reason.equals("PodInitializing")).map(reason -> "Init:" + reason)
                    .orElseGet(() -> "Init:%d/%d".formatted(number, pod.getSpec().getInitContainers().size())));
        }
        return Optional.empty();
    }

    private static Optional<String> reason(ContainerState state) {
        if (state == null) {
            return Optional.empty();
        }
        if (state.getWaiting() != null && state.getWaiting().getReason() != null) {
            return Optional.of(state.getWaiting().getReason());
        }
        if (state.getTerminated() != null) {
            String reason = state.getTerminated().getReason();
            return Optional.of(reason != null && !reason.isEmpty() ? reason : "ExitCode:" + state.getTerminated().getExitCode());
        }
        return Optional.empty();
    }

    public String readyText() {
        return ready + "/" + containers;
    }

    /// How the status is to be taken.
    public Tone tone() {
        return switch (status) {
            case "Running" -> ready == containers ? Tone.GOOD : Tone.BUSY;
            case "Completed", "Succeeded" -> Tone.QUIET;
            case "Pending", "ContainerCreating", "PodInitializing", "Terminating" -> Tone.BUSY;
            default -> status.startsWith("Init:") && status.contains("/") ? Tone.BUSY : Tone.BAD;
        };
    }
}
