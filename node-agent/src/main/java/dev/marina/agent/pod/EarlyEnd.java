package dev.marina.agent.pod;

import java.time.Duration;
import java.util.Optional;

/// Why a pod that would go on is ended by its node: its phase is `Failed` then, once nothing of it runs.
///
/// @param grace shorter than the pod's own, if it has to be
/// @param disruption what the condition `DisruptionTarget` says, where others than the pod are the cause
public record EarlyEnd(String reason, String message, Optional<Duration> grace, Optional<String> disruption) {

    public static final String EVICTED = "Evicted";

    /// A pod that was put out is not kept for its logs: it has to give back what it holds.
    static boolean putOut(String reason) {
        return EVICTED.equals(reason) || Preemption.REASON.equals(reason);
    }
}
