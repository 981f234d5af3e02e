package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.RuntimeSnapshot;
import dev.marina.agent.runtime.SandboxId;
import dev.marina.agent.runtime.SandboxState;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What has to be done for a pod now, in this order.
///
/// @param recheck when time alone will change the plan
record PodPlan(List<Step> steps, Optional<Instant> recheck) {

    sealed interface Step {
        record RunSandbox(int attempt) implements Step {}

        /// Its containers have ended.
        record StopSandbox(SandboxId sandbox) implements Step {}

        record StartContainer(String name, ContainerKind kind, int restartCount, int backoffStep) implements Step {}

        /// @param message of the event, which says why
        record StopContainer(ContainerState container, String message, Duration grace) implements Step {}

        /// An old attempt that nobody can ask for any more.
        record RemoveContainer(ContainerState container) implements Step {}

        /// The pod is to go, and nothing of it runs.
        record TearDown() implements Step {}
    }

    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

    static PodPlan of(Pod pod, RuntimeSnapshot state, PodFacts facts) {
        return new Planning(pod, state, facts).plan();
    }

    /// Whether the pod's containers are to be started again after this end.
    static boolean restarts(Pod pod, ContainerKind kind, int exitCode) {
        return switch (kind) {
            case SIDECAR -> true;
            case INIT -> exitCode != 0 && !policy(pod).equals("Never");
            case MAIN -> switch (policy(pod)) {
                case "Never" -> false;
                case "OnFailure" -> exitCode != 0;
                default -> true;
            };
        };
    }

    static ContainerKind kindOfInit(Container container) {
        return "Always".equals(container.getRestartPolicy()) ? ContainerKind.SIDECAR : ContainerKind.INIT;
    }

    static boolean terminating(Pod pod, PodFacts facts) {
        return facts.gone() || pod.getMetadata().getDeletionTimestamp() != null;
    }

    static boolean terminal(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    private static String policy(Pod pod) {
        return Optional.ofNullable(pod.getSpec().getRestartPolicy()).orElse("Always");
    }

    /// One computation; the plan grows in it.
    private static final class Planning {

        private final Pod pod;
        private final RuntimeSnapshot state;
        private final PodFacts facts;
        private final List<Step> steps = new ArrayList<>();
        private Optional<Instant> recheck = Optional.empty();

        Planning(Pod pod, RuntimeSnapshot state, PodFacts facts) {
            this.pod = pod;
            this.state = state;
            this.facts = facts;
        }

        PodPlan plan() {
            if (terminating(pod, facts) || deadlineExceeded(pod, facts)) {
                terminate();
            } else if (terminal(pod) || finished()) {
                rest();
            } else {
                deadline(pod, facts).ifPresent(this::recheckAt);
                run();
            }
            removeOldAttempts();
            return new PodPlan(List.copyOf(steps), recheck);
        }

        /// Mains first; a sidecar serves them until the last of them has ended.
        private void terminate() {
            List<ContainerState> running = state.containers().stream().filter(ContainerState::running).toList();
            boolean mains = running.stream().anyMatch(container -> container.kind() != ContainerKind.SIDECAR);
            for (ContainerState container : running) {
                if (!facts.stopping().contains(container.id()) && (!mains || container.kind() != ContainerKind.SIDECAR)) {
                    steps.add(new Step.StopContainer(container, "Stopping container " + container.name(), grace(pod, facts)));
                }
            }
            if (running.isEmpty()) {
                steps.add(new Step.TearDown());
            }
        }

        /// A pod that has come to its end keeps its dead containers (for their logs) and nothing else.
        private void rest() {
            List<ContainerState> running = state.containers().stream().filter(ContainerState::running).toList();
            for (ContainerState container : running) {
                if (!facts.stopping().contains(container.id())) {
                    steps.add(new Step.StopContainer(container, "Stopping container " + container.name(), grace(pod, facts)));
                }
            }
            if (running.isEmpty()) {
                state.runningSandbox().ifPresent(sandbox -> steps.add(new Step.StopSandbox(sandbox.id())));
            }
        }

        private boolean finished() {
            for (Container init : pod.getSpec().getInitContainers()) {
                Optional<ContainerState> newest = state.newest(init.getName());
                if (kindOfInit(init) == ContainerKind.INIT && newest.filter(ContainerState::exited).isPresent()
                        && newest.get().exitCode() != 0 && !restarts(pod, ContainerKind.INIT, newest.get().exitCode())) {
                    return true;
                }
            }
            return pod.getSpec().getContainers().stream().allMatch(main -> state.newest(main.getName())
                    .filter(container -> container.exited() && !restarts(pod, ContainerKind.MAIN, container.exitCode())).isPresent());
        }

        private void run() {
            Optional<SandboxState> sandbox = state.runningSandbox();
            for (ContainerState orphan : state.containers()) {
                boolean lost = sandbox.isEmpty() || !orphan.sandbox().equals(sandbox.get().id());
                if (orphan.running() && lost && !facts.stopping().contains(orphan.id())) {
                    steps.add(new Step.StopContainer(orphan, "Pod sandbox changed, it will be killed and re-created.", grace(pod, facts)));
                }
            }
            if (sandbox.isEmpty()) {
                steps.add(new Step.RunSandbox(state.sandboxes().stream().mapToInt(SandboxState::attempt).max().orElse(-1) + 1));
                return;
            }
            if (initialised(sandbox.get())) {
                pod.getSpec().getInitContainers().stream().filter(init -> kindOfInit(init) == ContainerKind.SIDECAR)
                        .forEach(sidecar -> attend(sandbox.get(), sidecar, ContainerKind.SIDECAR));
                pod.getSpec().getContainers().forEach(main -> attend(sandbox.get(), main, ContainerKind.MAIN));
            }
        }

        /// Starts at most the next of the init containers. Once a main container exists they are all through.
        private boolean initialised(SandboxState sandbox) {
            if (pod.getSpec().getContainers().stream().anyMatch(main -> current(sandbox, main).isPresent())) {
                return true;
            }
            for (Container init : pod.getSpec().getInitContainers()) {
                ContainerKind kind = kindOfInit(init);
                Optional<ContainerState> current = current(sandbox, init);
                attend(sandbox, init, kind);
                boolean through = current.isPresent() && switch (kind) {
                    case SIDECAR -> current.get().running() && facts.healthOf(current.get().id()).started();
                    case INIT, MAIN -> current.get().exited() && current.get().exitCode() == 0;
                };
                if (!through) {
                    return false;
                }
            }
            return true;
        }

        private void attend(SandboxState sandbox, Container container, ContainerKind kind) {
            Optional<ContainerState> current = current(sandbox, container);
            if (current.isEmpty()) {
                Optional<ContainerState> before = state.newest(container.getName());
                if (kind == ContainerKind.MAIN && before.filter(ContainerState::exited)
                        .filter(ended -> !restarts(pod, kind, ended.exitCode())).isPresent()) {
                    return;
                }
                start(container, kind, before.map(ended -> ended.restartCount() + 1).orElse(0), 0);
                return;
            }
            ContainerState attempt = current.get();
            switch (attempt.phase()) {
                case CREATED -> start(container, kind, attempt.restartCount(), attempt.backoffStep());
                case RUNNING -> attendRunning(container, attempt);
                case EXITED -> {
                    if (restarts(pod, kind, attempt.exitCode())) {
                        restart(container, kind, attempt);
                    }
                }
            }
        }

        private void attendRunning(Container container, ContainerState attempt) {
            if (facts.stopping().contains(attempt.id())) {
                return;
            }
            if (!attempt.specHash().equals(SpecHash.of(container))) {
                steps.add(new Step.StopContainer(attempt, "Container %s definition changed, will be restarted".formatted(container.getName()),
                        grace(pod, facts)));
                return;
            }
            facts.healthOf(attempt.id()).failed().ifPresent(why -> steps.add(new Step.StopContainer(attempt, why, probeGrace(container))));
        }

        private void restart(Container container, ContainerKind kind, ContainerState ended) {
            Instant at = RestartBackoff.restartAt(ended);
            if (facts.now().isBefore(at)) {
                recheckAt(at);
                return;
            }
            start(container, kind, ended.restartCount() + 1, RestartBackoff.nextStep(ended));
        }

        private void start(Container container, ContainerKind kind, int restartCount, int backoffStep) {
            Waiting waiting = facts.waiting().get(container.getName());
            if (waiting != null && facts.now().isBefore(waiting.retryAt())) {
                recheckAt(waiting.retryAt());
                return;
            }
            steps.add(new Step.StartContainer(container.getName(), kind, restartCount, backoffStep));
        }

        private Optional<ContainerState> current(SandboxState sandbox, Container container) {
            return state.newest(container.getName()).filter(attempt -> attempt.sandbox().equals(sandbox.id()));
        }

        /// The newest attempt tells the state and the one before it the last state and `logs --previous`.
        private void removeOldAttempts() {
            state.containers().stream().map(ContainerState::name).distinct().forEach(name -> state.containers().stream()
                    .filter(container -> container.name().equals(name)).skip(2).filter(old -> !old.running())
                    .forEach(old -> steps.add(new Step.RemoveContainer(old))));
        }

        private void recheckAt(Instant at) {
            if (recheck.isEmpty() || at.isBefore(recheck.get())) {
                recheck = Optional.of(at);
            }
        }
    }

    static boolean deadlineExceeded(Pod pod, PodFacts facts) {
        return deadline(pod, facts).filter(at -> !facts.now().isBefore(at)).isPresent();
    }

    private static Optional<Instant> deadline(Pod pod, PodFacts facts) {
        Long seconds = pod.getSpec().getActiveDeadlineSeconds();
        return seconds == null || terminal(pod) ? Optional.empty() : facts.started().map(start -> start.plusSeconds(seconds));
    }

    /// What is left of the grace that the delete request allowed; at least a second, so that a stop signal is sent at all.
    static Duration grace(Pod pod, PodFacts facts) {
        Long allowed = pod.getMetadata().getDeletionGracePeriodSeconds();
        String deadline = pod.getMetadata().getDeletionTimestamp();
        if (deadline != null && allowed != null) {
            Duration left = Duration.between(facts.now(), Instant.parse(deadline));
            return Duration.ofSeconds(Math.clamp(left.toSeconds() + 1, 1, Math.max(1, allowed)));
        }
        if (facts.gone()) {
            return Duration.ofSeconds(1);
        }
        return Optional.ofNullable(pod.getSpec().getTerminationGracePeriodSeconds()).map(Duration::ofSeconds).orElse(DEFAULT_GRACE);
    }

    private static Duration probeGrace(Container container) {
        Long own = container.getLivenessProbe() == null ? null : container.getLivenessProbe().getTerminationGracePeriodSeconds();
        return own == null ? DEFAULT_GRACE : Duration.ofSeconds(Math.max(1, own));
    }
}
