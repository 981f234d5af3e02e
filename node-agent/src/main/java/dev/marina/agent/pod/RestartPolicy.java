package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.model.restart.AfterExit;
import dev.marina.model.restart.RestartRules;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;

/// What [RestartRules] mean for each kind of container.
final class RestartPolicy {

    private RestartPolicy() {}

    /// Whether the container is to be started again after this end, alone or with all others.
    static boolean restarts(Pod pod, Container container, ContainerKind kind, int exitCode) {
        return switch (kind) {
            case SIDECAR -> true;
            case EPHEMERAL -> false;
            case INIT -> exitCode != 0 && RestartRules.after(pod, container, exitCode) != AfterExit.STAYS;
            case MAIN -> RestartRules.after(pod, container, exitCode) != AfterExit.STAYS;
        };
    }

    /// Whether all containers of the pod begin anew because this one has ended so.
    static boolean restartsAll(Pod pod, Container container, ContainerState newest) {
        return newest.exited() && RestartRules.after(pod, container, newest.statusCode()) == AfterExit.RESTARTS_ALL;
    }

    /// Whether a container that is stopped while it runs comes back: its rules have no exit code to go by yet.
    static boolean comesBack(Pod pod, Container container) {
        return !RestartRules.policy(pod, container).equals("Never");
    }
}
