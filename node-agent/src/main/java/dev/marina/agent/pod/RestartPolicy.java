package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerKind;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/// Which ends of a container are followed by another start.
final class RestartPolicy {

    private RestartPolicy() {}

    /// Whether a container of the pod is to be started again after this end.
    static boolean restarts(Pod pod, ContainerKind kind, int exitCode) {
        return switch (kind) {
            case SIDECAR -> true;
            case EPHEMERAL -> false;
            case INIT -> exitCode != 0 && !policy(pod).equals("Never");
            case MAIN -> switch (policy(pod)) {
                case "Never" -> false;
                case "OnFailure" -> exitCode != 0;
                default -> true;
            };
        };
    }

    private static String policy(Pod pod) {
        return Optional.ofNullable(pod.getSpec().getRestartPolicy()).orElse("Always");
    }
}
