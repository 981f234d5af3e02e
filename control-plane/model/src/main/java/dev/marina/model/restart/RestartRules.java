package dev.marina.model.restart;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which ends of a container are followed by another start: the first of its own rules that knows the exit code says so, else its own policy, else
/// the pod's. pkg/api/v1/pod/util.go
public final class RestartRules {

    private static final String RESTART_ALL = "RestartAllContainers";

    private RestartRules() {}

    /// @param container one that is neither an init container nor a sidecar
    public static AfterExit after(Pod pod, Container container, int exitCode) {
        Optional<ContainerRestartRule> rule = rules(container).filter(each -> knows(each, exitCode)).findFirst();
        if (rule.isPresent()) {
            return RESTART_ALL.equals(rule.get().getAction()) ? AfterExit.RESTARTS_ALL : AfterExit.RESTARTS;
        }
        return switch (policy(pod, container)) {
            case "Never" -> AfterExit.STAYS;
            case "OnFailure" -> exitCode == 0 ? AfterExit.STAYS : AfterExit.RESTARTS;
            default -> AfterExit.RESTARTS;
        };
    }

    /// What holds for the container where no rule knows the exit code: `Always`, `OnFailure` or `Never`.
    public static String policy(Pod pod, Container container) {
        return Optional.ofNullable(container.getRestartPolicy()).or(() -> Optional.ofNullable(pod.getSpec().getRestartPolicy())).orElse("Always");
    }

    /// Whether it may ever come to all of the pod's containers beginning anew.
    public static boolean mayRestartAll(Pod pod) {
        return Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream()).flatMap(RestartRules::rules)
                .anyMatch(rule -> RESTART_ALL.equals(rule.getAction()));
    }

    private static boolean knows(ContainerRestartRule rule, int exitCode) {
        if (rule.getExitCodes() == null) {
            return false;
        }
        boolean listed = rule.getExitCodes().getValues().contains(exitCode);
        return switch (String.valueOf(rule.getExitCodes().getOperator())) {
            case "In" -> listed;
            case "NotIn" -> !listed;
            default -> false;
        };
    }

    private static Stream<ContainerRestartRule> rules(Container container) {
        return Optional.ofNullable(container.getRestartPolicyRules()).stream().flatMap(List::stream);
    }
}
