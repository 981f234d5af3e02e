package dev.marina.agent.runtime;

import java.time.Instant;

/// One container as the engine reports it.
///
/// @param started null before its start
/// @param finished null unless it has exited
/// @param image as the pod names it
/// @param error why the engine could not start it, or empty
public record ContainerState(ContainerId id, SandboxId sandbox, PodRef pod, String name, ContainerKind kind, int restartCount,
        int backoffStep, Phase phase, Instant created, Instant started, Instant finished, int exitCode, boolean oomKilled, String error,
        String image, String imageId, String specHash, String terminationMessageHostPath) {

    public enum Phase {
        CREATED, RUNNING, EXITED
    }

    /// What the API is told of its end, and what rules of its restart go by: one that could not be started has no code of its own.
    public int statusCode() {
        return error.isEmpty() ? exitCode : 128;
    }

    public boolean running() {
        return phase == Phase.RUNNING;
    }

    public boolean exited() {
        return phase == Phase.EXITED;
    }
}
