package dev.marina.controllers.job;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import java.util.List;
import java.util.Optional;

/// What a job's `podFailurePolicy` says about a failed pod; the first rule that matches decides.
final class FailurePolicy {

    private FailurePolicy() {}

    enum Action {
        COUNT, IGNORE, FAIL_INDEX, FAIL_JOB
    }

    /// @param why names container or condition and rule; "" without a rule
    record Verdict(Action action, String why) {
        static final Verdict COUNTED = new Verdict(Action.COUNT, "");
    }

    static Verdict of(Job job, Pod pod) {
        List<PodFailurePolicyRule> rules = job.getSpec().getPodFailurePolicy() == null ? List.of() : job.getSpec().getPodFailurePolicy().getRules();
        for (int i = 0; i < rules.size(); i++) {
            PodFailurePolicyRule rule = rules.get(i);
            Optional<String> match = byExitCode(rule, pod).or(() -> byCondition(rule, pod));
            if (match.isPresent()) {
                return new Verdict(action(rule), "%s matching %s rule at index %d".formatted(match.get(), rule.getAction(), i));
            }
        }
        return Verdict.COUNTED;
    }

    private static Action action(PodFailurePolicyRule rule) {
        return switch (rule.getAction()) {
            case "Ignore" -> Action.IGNORE;
            case "FailIndex" -> Action.FAIL_INDEX;
            case "FailJob" -> Action.FAIL_JOB;
            default -> Action.COUNT;
        };
    }

    private static Optional<String> byExitCode(PodFailurePolicyRule rule, Pod pod) {
        return rule.getOnExitCodes() == null
                ? Optional.empty()
                : JobPod.containers(pod).filter(container -> matches(rule.getOnExitCodes(), container)).findFirst()
                        .map(container -> "Container %s for pod %s/%s failed with exit code %d".formatted(container.getName(), pod.getMetadata().getNamespace(),
                                pod.getMetadata().getName(), exitCode(container).orElseThrow()));
    }

    private static boolean matches(PodFailurePolicyOnExitCodesRequirement requirement, ContainerStatus container) {
        if (requirement.getContainerName() != null && !requirement.getContainerName().equals(container.getName())) {
            return false;
        }
        return exitCode(container).filter(code -> code != 0)
                .filter(code -> requirement.getValues().contains(code) == requirement.getOperator().equals("In")).isPresent();
    }

    private static Optional<Integer> exitCode(ContainerStatus container) {
        return container.getState() == null || container.getState().getTerminated() == null
                ? Optional.empty()
                : Optional.ofNullable(container.getState().getTerminated().getExitCode());
    }

    private static Optional<String> byCondition(PodFailurePolicyRule rule, Pod pod) {
        return rule.getOnPodConditions().isEmpty() || pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getConditions().stream()
                        .filter(condition -> rule.getOnPodConditions().stream().anyMatch(pattern -> pattern.getType().equals(condition.getType())
                                && (pattern.getStatus() == null ? "True" : pattern.getStatus()).equals(condition.getStatus())))
                        .findFirst()
                        .map(condition -> "Pod %s/%s has condition %s".formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName(),
                                condition.getType()));
    }
}
