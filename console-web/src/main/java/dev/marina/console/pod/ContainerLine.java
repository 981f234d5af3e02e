package dev.marina.console.pod;

import dev.marina.console.kube.Tone;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.util.Objects;

/// A container's state in a word, and what there is to say about it.
record ContainerLine(String state, Tone tone, String message) {

    static ContainerLine of(ContainerStatus status) {
        ContainerState state = status.getState();
        if (state == null) {
            return new ContainerLine("Unknown", Tone.QUIET, "");
        }
        if (state.getRunning() != null) {
            boolean ready = Boolean.TRUE.equals(status.getReady());
            return new ContainerLine("Running", ready ? Tone.GOOD : Tone.BUSY, "");
        }
        if (state.getTerminated() != null) {
            int code = Objects.requireNonNullElse(state.getTerminated().getExitCode(), 0);
            return new ContainerLine(Objects.requireNonNullElse(state.getTerminated().getReason(), "Terminated") + " (" + code + ")",
                    code == 0 ? Tone.QUIET : Tone.BAD, Objects.requireNonNullElse(state.getTerminated().getMessage(), ""));
        }
        if (state.getWaiting() != null) {
            String reason = Objects.requireNonNullElse(state.getWaiting().getReason(), "Waiting");
            boolean starting = reason.equals("ContainerCreating") || reason.equals("PodInitializing") || reason.equals("Waiting");
            return new ContainerLine(reason, starting ? Tone.BUSY : Tone.BAD, Objects.requireNonNullElse(state.getWaiting().getMessage(), ""));
        }
        return new ContainerLine("Unknown", Tone.QUIET, "");
    }
}
