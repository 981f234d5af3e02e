package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/// Which ends of a container are followed by another start: the first of its own rules that knows the exit code says so, else its own policy, else
/// the pod's. pkg/api/v1/pod/util.go
final class RestartPolicy {

    private static final String RESTART_ALL = "RestartAllContainers";

    private RestartPolicy() {}

    /// Whether the container is to be started again after this end, alone or with all others.
    static boolean restarts(Pod pod, Container container, ContainerKind kind, int exitCode) {
        return switch (kind) {
            case SIDECAR -> true;
            case EPHEMERAL -> false;
            case INIT -> exitCode != 0 && byRules(pod, container, exitCode);
            case MAIN -> byRules(pod, container, exitCode);
        };
    }

    /// Whether all containers of the pod begin anew because this one has ended so.
    static boolean restartsAll(Container container, ContainerState newest) {
        return newest.exited() && rule(container, newest.statusCode()).filter(rule -> RESTART_ALL.equals(rule.getAction())).isPresent();
    }

    /// Whether that may ever become of the pod.
    static boolean mayRestartAll(Pod pod) {
        return PodContainers.of(pod).stream().flatMap(container -> rules(container).stream()).anyMatch(rule -> RESTART_ALL.equals(rule.getAction()));
    }

    /// Whether a container that is stopped while it runs comes back: its rules have no exit code to go by yet.
    static boolean comesBack(Pod pod, Container container) {
        return !policy(pod, container).equals("Never");
    }

    private static boolean byRules(Pod pod, Container container, int exitCode) {
        return rule(container, exitCode).isPresent() || switch (policy(pod, container)) {
            case "Never" -> false;
            case "OnFailure" -> exitCode != 0;
            default -> true;
        };
    }

    /// The first rule that knows the code.
    private static Optional<ContainerRestartRule> rule(Container container, int exitCode) {
        return rules(container).stream().filter(rule -> rule.getExitCodes() != null).filter(rule -> {
            boolean listed = rule.getExitCodes().getValues().contains(exitCode);
            return switch (String.valueOf(rule.getExitCodes().getOperator())) {
                case "In" -> listed;
                case "NotIn" -> !listed;
                default -> false;
            };
        }).findFirst();
    }

    private static List<ContainerRestartRule> rules(Container container) {
        return container.getRestartPolicyRules() == null ? List.of() : container.getRestartPolicyRules();
    }

    private static String policy(Pod pod, Container container) {
        return Optional.ofNullable(container.getRestartPolicy()).or(() -> Optional.ofNullable(pod.getSpec().getRestartPolicy())).orElse("Always");
    }
}
