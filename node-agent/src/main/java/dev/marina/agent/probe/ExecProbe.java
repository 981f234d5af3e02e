package dev.marina.agent.probe;

import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerStreams;
import dev.marina.agent.runtime.RuntimeFailure;
import io.fabric8.kubernetes.api.model.ExecAction;
import java.time.Duration;

/// Runs a command in the container: success is exit code 0 in time.
final class ExecProbe {

    private final ContainerStreams streams;

    ExecProbe(ContainerStreams streams) {
        this.streams = streams;
    }

    ProbeResult run(ExecAction action, ContainerId id, Duration timeout) {
        try {
            ContainerStreams.ExecResult result = streams.execSync(id, action.getCommand(), timeout);
            if (result.exitCode() == null) {
                return ProbeResult.failure("command timed out: \"%s\" timed out after %ds".formatted(
                        String.join(" ", action.getCommand()), timeout.toSeconds()));
            }
            return result.exitCode() == 0 ? ProbeResult.SUCCESS : ProbeResult.failure(result.output());
        } catch (RuntimeFailure failure) {
            return ProbeResult.failure(failure.getMessage());
        }
    }
}
