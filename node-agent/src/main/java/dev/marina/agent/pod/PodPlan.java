package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.RuntimeSnapshot;
import dev.marina.agent.runtime.SandboxId;
import dev.marina.agent.runtime.SandboxState;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What has to be done for a pod now, in this order.
///
/// @param recheck when time alone will change the plan
record PodPlan(List<Step> steps, Optional<Instant> recheck) {

    /// Steps of one plan do not depend on each other: what one makes possible is in the next plan.
    sealed interface Step {

        /// What this step is about, the same in every plan until it is done: its back-off is kept under it.
        String key();

        record MountVolumes() implements Step {
            @Override
            public String key() {
                return "volumes";
            }
        }

        record RunSandbox(int attempt) implements Step {
            @Override
            public String key() {
                return "sandbox";
            }
        }

        /// Gives a running sandbox its network, or learns what it has.
        record WireSandbox(SandboxState sandbox) implements Step {
            @Override
            public String key() {
                return "network";
            }
        }

        /// Its containers have ended.
        record StopSandbox(SandboxId sandbox) implements Step {
            @Override
            public String key() {
                return "stop sandbox";
            }
        }

        record StartContainer(String name, ContainerKind kind, int restartCount, int backoffStep) implements Step {
            @Override
            public String key() {
                return "start " + name;
            }
        }

        /// Until this hook has ended the container does not count as running.
        record RunPostStart(ContainerState container) implements Step {
            @Override
            public String key() {
                return "postStart " + container.id();
            }
        }

        /// @param message of the event, which says why
        record StopContainer(ContainerState container, String message, Duration grace) implements Step {
            @Override
            public String key() {
                return "stop " + container.id();
            }
        }

        /// It is to be started anew at once, whatever the pod's restart policy says of an end.
        record ReplaceContainer(ContainerState container, String message, Duration grace) implements Step {
            @Override
            public String key() {
                return "replace " + container.id();
            }
        }

        /// Other amounts for a container that goes on running.
        record ResizeContainer(ContainerState container) implements Step {
            @Override
            public String key() {
                return "resize " + container.id();
            }
        }

        /// An old attempt that nobody can ask for any more.
        record RemoveContainer(ContainerState container) implements Step {
            @Override
            public String key() {
                return "remove " + container.id();
            }
        }

        /// The pod is to go, and nothing of it runs.
        record TearDown() implements Step {
            @Override
            public String key() {
                return "tear down";
            }
        }

        /// Nothing of the pod is left here, so the API may forget it too.
        record Farewell() implements Step {
            @Override
            public String key() {
                return "farewell";
            }
        }
    }

    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

    static PodPlan of(Pod pod, RuntimeSnapshot state, PodFacts facts) {
        return new Planning(pod, state, facts).plan();
    }

    /// Whether the pod's containers are to be started again after this end.
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
        private boolean hookRuns;

        Planning(Pod pod, RuntimeSnapshot state, PodFacts facts) {
            this.pod = pod;
            this.state = state;
            this.facts = facts;
        }

        PodPlan plan() {
            if (terminating(pod, facts)) {
                if (!stopping()) {
                    steps.add(facts.tornDown() ? new Step.Farewell() : new Step.TearDown());
                }
                return new PodPlan(List.copyOf(steps), recheck);
            }
            if (terminal(pod) || finished() || deadlineExceeded(pod, facts)) {
                rest();
            } else {
                deadline(pod, facts).ifPresent(this::recheckAt);
                run();
            }
            removeOldAttempts();
            return new PodPlan(List.copyOf(steps), recheck);
        }

        /// A pod that has come to its end keeps its dead containers (for their logs) and nothing else.
        private void rest() {
            if (!stopping()) {
                state.runningSandbox().ifPresent(sandbox -> steps.add(new Step.StopSandbox(sandbox.id())));
            }
        }

        /// Stops what runs, mains first; sidecars serve them until the last of them has ended, and each other: they end one by
        /// one, the last first. True while anything runs.
        private boolean stopping() {
            List<ContainerState> running = state.containers().stream().filter(ContainerState::running).toList();
            List<ContainerState> served = running.stream().filter(container -> container.kind() != ContainerKind.SIDECAR).toList();
            List<ContainerState> next = served.isEmpty()
                    ? running.stream().max(Comparator.comparingInt(sidecar -> position(sidecar.name()))).stream().toList()
                    : served;
            next.forEach(container -> stop(container, "Stopping container " + container.name(), grace(pod, facts)));
            return !running.isEmpty();
        }

        private int position(String init) {
            return pod.getSpec().getInitContainers().stream().map(Container::getName).toList().indexOf(init);
        }

        private void stop(ContainerState container, String message, Duration grace) {
            if (!facts.stopping().contains(container.id())) {
                steps.add(new Step.StopContainer(container, message, grace));
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
                    .filter(container -> container.exited() && !facts.replaced().contains(container.id())
                            && !restarts(pod, ContainerKind.MAIN, container.exitCode()))
                    .isPresent());
        }

        private void run() {
            Optional<SandboxState> running = state.runningSandbox();
            Optional<SandboxState> sandbox = running.filter(known -> !stranded(known));
            List<ContainerState> lost = state.containers().stream().filter(ContainerState::running)
                    .filter(container -> sandbox.filter(known -> known.id().equals(container.sandbox())).isEmpty()).toList();
            lost.forEach(container -> stop(container, "Pod sandbox changed, it will be killed and re-created.", grace(pod, facts)));
            if (sandbox.isPresent()) {
                attend(sandbox.get());
            } else if (running.isPresent()) {
                if (lost.isEmpty()) {
                    steps.add(new Step.StopSandbox(running.get().id()));
                }
            } else if (facts.mounted()) {
                steps.add(new Step.RunSandbox(state.sandboxes().stream().mapToInt(SandboxState::attempt).max().orElse(-1) + 1));
            } else {
                steps.add(new Step.MountVolumes());
            }
        }

        /// It shares a network that its node has no more.
        private boolean stranded(SandboxState sandbox) {
            return facts.nodeNetwork().isPresent() && sandbox.network().filter(joined -> !joined.equals(facts.nodeNetwork().get())).isPresent();
        }

        private void attend(SandboxState sandbox) {
            if (facts.addresses().isEmpty()) {
                steps.add(new Step.WireSandbox(sandbox));
            }
            PodContainers.ephemeral(pod).stream().filter(added -> neverRan(sandbox, added)).forEach(added -> start(added, ContainerKind.EPHEMERAL, 0, 0));
            if (pod.getSpec().getContainers().stream().anyMatch(main -> current(sandbox, main).isPresent())) {
                // Once a main container exists the init containers are all through.
                pod.getSpec().getInitContainers().stream().filter(init -> kindOfInit(init) == ContainerKind.SIDECAR)
                        .forEach(sidecar -> attend(sandbox, sidecar, ContainerKind.SIDECAR));
                pod.getSpec().getContainers().forEach(main -> attend(sandbox, main, ContainerKind.MAIN));
            } else if (initialised(sandbox)) {
                pod.getSpec().getContainers().forEach(main -> attend(sandbox, main, ContainerKind.MAIN));
            }
        }

        /// An ephemeral container runs once, whatever becomes of it and of the sandbox that it ran in.
        private boolean neverRan(SandboxState sandbox, Container added) {
            return state.newest(added.getName()).map(known -> known.phase() == ContainerState.Phase.CREATED && known.sandbox().equals(sandbox.id()))
                    .orElseGet(() -> restartsKnownToTheApi(added.getName()) == 0);
        }

        /// Starts at most the next of the init containers.
        private boolean initialised(SandboxState sandbox) {
            for (Container init : pod.getSpec().getInitContainers()) {
                ContainerKind kind = kindOfInit(init);
                Optional<ContainerState> current = current(sandbox, init);
                attend(sandbox, init, kind);
                boolean through = current.isPresent() && switch (kind) {
                    case SIDECAR -> current.get().running() && facts.healthOf(current.get().id()).started();
                    case INIT, MAIN, EPHEMERAL -> current.get().exited() && current.get().exitCode() == 0;
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
                start(container, kind, before.map(ended -> ended.restartCount() + 1).orElseGet(() -> restartsKnownToTheApi(container.getName())), 0);
                return;
            }
            ContainerState attempt = current.get();
            switch (attempt.phase()) {
                case CREATED -> start(container, kind, attempt.restartCount(), attempt.backoffStep());
                case RUNNING -> attendRunning(container, attempt);
                case EXITED -> {
                    if (facts.replaced().contains(attempt.id())) {
                        start(container, kind, attempt.restartCount() + 1, attempt.backoffStep());
                    } else if (restarts(pod, kind, attempt.exitCode())) {
                        restart(container, kind, attempt);
                    }
                }
            }
        }

        /// An engine that has lost its data knows of no earlier attempt.
        private int restartsKnownToTheApi(String name) {
            return PodContainers.status(pod, name).filter(status -> status.getContainerID() != null && !status.getContainerID().isEmpty())
                    .map(status -> status.getRestartCount() + 1).orElse(0);
        }

        private void attendRunning(Container container, ContainerState attempt) {
            if (!attempt.specHash().equals(SpecHash.of(container))) {
                stop(attempt, "Container %s definition changed, will be restarted".formatted(container.getName()), grace(pod, facts));
                return;
            }
            switch (facts.postStart(attempt.id())) {
                case WAITING -> {
                    steps.add(new Step.RunPostStart(attempt));
                    hookRuns = true;
                }
                case RUNNING -> hookRuns = true;
                case FAILED -> stop(attempt, "FailedPostStartHook", grace(pod, facts));
                case DONE -> {
                    Optional<String> unhealthy = facts.healthOf(attempt.id()).failed();
                    if (unhealthy.isPresent()) {
                        stop(attempt, unhealthy.get(), probeGrace(container, facts.healthOf(attempt.id())));
                    } else {
                        resize(container, attempt);
                    }
                }
            }
        }

        private void resize(Container container, ContainerState attempt) {
            ResourceRequirements had = facts.resizing().actuated().get(container.getName());
            List<String> changed = had == null ? List.of() : Amounts.changed(Amounts.of(container), had);
            if (changed.isEmpty() || facts.stopping().contains(attempt.id())) {
                return;
            }
            steps.add(Amounts.restarts(container, changed)
                    ? new Step.ReplaceContainer(attempt, "Container %s resize requires restart".formatted(container.getName()), grace(pod, facts))
                    : new Step.ResizeContainer(attempt));
        }

        /// A probe may allow less time than the pod.
        private Duration probeGrace(Container container, Health health) {
            Probe gaveUp = health.started() ? container.getLivenessProbe() : container.getStartupProbe();
            Long own = gaveUp == null ? null : gaveUp.getTerminationGracePeriodSeconds();
            return own == null ? grace(pod, facts) : Duration.ofSeconds(Math.max(1, own));
        }

        private void restart(Container container, ContainerKind kind, ContainerState ended) {
            Instant at = RestartBackoff.restartAt(ended);
            if (facts.now().isBefore(at)) {
                recheckAt(at);
                return;
            }
            start(container, kind, ended.restartCount() + 1, RestartBackoff.nextStep(ended));
        }

        /// Containers are started in their order, and while one's postStart hook runs those after it wait.
        private void start(Container container, ContainerKind kind, int restartCount, int backoffStep) {
            if (hookRuns || facts.addresses().isEmpty()) {
                return;
            }
            if (facts.mounted()) {
                steps.add(new Step.StartContainer(container.getName(), kind, restartCount, backoffStep));
                hookRuns = container.getLifecycle() != null && container.getLifecycle().getPostStart() != null;
            } else if (!steps.contains(new Step.MountVolumes())) {
                steps.add(new Step.MountVolumes());
            }
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
}
