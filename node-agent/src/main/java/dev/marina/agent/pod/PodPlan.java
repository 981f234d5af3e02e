package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.RuntimeSnapshot;
import dev.marina.agent.runtime.SandboxState;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What has to be done for a pod now, in this order.
///
/// @param recheck when time alone will change the plan
record PodPlan(List<PodStep> steps, Optional<Instant> recheck) {

    static PodPlan of(Pod pod, RuntimeSnapshot state, PodFacts facts) {
        return new Planning(pod, state, facts).plan();
    }

    /// One computation; the plan grows in it.
    private static final class Planning {

        private final Pod pod;
        private final RuntimeSnapshot state;
        private final PodFacts facts;
        private final List<PodStep> steps = new ArrayList<>();
        private Optional<Instant> recheck = Optional.empty();
        private boolean hookRuns;

        Planning(Pod pod, RuntimeSnapshot state, PodFacts facts) {
            this.pod = pod;
            this.state = state;
            this.facts = facts;
        }

        PodPlan plan() {
            if (Termination.terminating(pod, facts)) {
                if (!stopping()) {
                    steps.add(facts.tornDown() ? new PodStep.Farewell() : new PodStep.TearDown());
                }
                return new PodPlan(List.copyOf(steps), recheck);
            }
            if (Termination.terminal(pod) || Termination.finished(pod, state, facts) || Termination.early(pod, facts).isPresent()) {
                rest();
            } else {
                Termination.deadline(pod, facts).ifPresent(this::recheckAt);
                if (!restartsAll()) {
                    run();
                }
            }
            removeOldAttempts();
            return new PodPlan(List.copyOf(steps), recheck);
        }

        /// A pod that has come to its end keeps its dead containers (for their logs) and nothing else; one that was put out, or whose node needs
        /// what it holds, not even these.
        private void rest() {
            if (stopping()) {
                return;
            }
            if (Termination.putOut(pod) || facts.reclaim() && Termination.terminal(pod)) {
                if (!facts.tornDown()) {
                    steps.add(new PodStep.TearDown());
                }
                return;
            }
            state.runningSandbox().ifPresent(sandbox -> steps.add(new PodStep.StopSandbox(sandbox.id())));
        }

        /// Stops what runs, mains first; sidecars serve them until the last of them has ended, and each other: they end one by
        /// one, the last first. True while anything runs.
        private boolean stopping() {
            List<ContainerState> running = state.containers().stream().filter(ContainerState::running).toList();
            List<ContainerState> served = running.stream().filter(container -> container.kind() != ContainerKind.SIDECAR).toList();
            List<ContainerState> next = served.isEmpty()
                    ? running.stream().max(Comparator.comparingInt(sidecar -> position(sidecar.name()))).stream().toList()
                    : served;
            next.forEach(container -> stop(container, "Stopping container " + container.name(), Termination.grace(pod, facts)));
            return !running.isEmpty();
        }

        private int position(String init) {
            return pod.getSpec().getInitContainers().stream().map(Container::getName).toList().indexOf(init);
        }

        private void stop(ContainerState container, String message, Duration grace) {
            if (!facts.stopping().contains(container.id())) {
                steps.add(new PodStep.StopContainer(container, message, grace));
            }
        }

        /// All containers begin anew: the API hears of it, they are stopped and taken away, the one that asked for it last, the API hears that
        /// this is over. True while that goes on. Unlike a kubelet's of 1.36 the restart waits for its turn like that of one container, which its
        /// proposal (KEP-5532) promises.
        private boolean restartsAll() {
            if (!facts.restart().underway()) {
                Optional<Instant> at = PodContainers.of(pod).stream().flatMap(this::restartingAll).map(RestartBackoff::restartAt)
                        .min(Comparator.naturalOrder());
                at.filter(facts.now()::isBefore).ifPresent(this::recheckAt);
                boolean due = at.isPresent() && !facts.now().isBefore(at.get());
                if (due) {
                    steps.add(new PodStep.BeginRestart());
                }
                return due;
            }
            List<ContainerState> left = state.containers().stream().filter(container -> container.kind() != ContainerKind.EPHEMERAL).toList();
            List<ContainerState> running = left.stream().filter(ContainerState::running).toList();
            if (left.isEmpty()) {
                steps.add(new PodStep.EndRestart());
            } else if (running.isEmpty()) {
                reset(left);
            } else {
                running.forEach(container -> stop(container, "killing", Duration.ZERO));
            }
            return true;
        }

        private Stream<ContainerState> restartingAll(Container container) {
            return state.newest(container.getName()).filter(newest -> RestartPolicy.restartsAll(pod, container, newest)).stream();
        }

        private void reset(List<ContainerState> left) {
            Set<ContainerId> sources = PodContainers.of(pod).stream().flatMap(this::restartingAll).map(ContainerState::id).collect(Collectors.toSet());
            Comparator<ContainerState> order = Comparator.<ContainerState, Boolean>comparing(container -> sources.contains(container.id()))
                    .thenComparing(container -> container.kind() != ContainerKind.MAIN);
            left.stream().sorted(order).forEach(container -> steps.add(new PodStep.ResetContainer(container,
                    sources.contains(container.id()) ? RestartBackoff.nextStep(container) : container.backoffStep())));
        }

        private void run() {
            Optional<SandboxState> running = state.runningSandbox();
            Optional<SandboxState> sandbox = running.filter(known -> !stranded(known));
            List<ContainerState> lost = state.containers().stream().filter(ContainerState::running)
                    .filter(container -> sandbox.filter(known -> known.id().equals(container.sandbox())).isEmpty()).toList();
            lost.forEach(container -> stop(container, "Pod sandbox changed, it will be killed and re-created.", Termination.grace(pod, facts)));
            if (sandbox.isPresent()) {
                attend(sandbox.get());
            } else if (running.isPresent()) {
                if (lost.isEmpty()) {
                    steps.add(new PodStep.StopSandbox(running.get().id()));
                }
            } else if (facts.mounted()) {
                steps.add(new PodStep.RunSandbox(state.sandboxes().stream().mapToInt(SandboxState::attempt).max().orElse(-1) + 1));
            } else {
                steps.add(new PodStep.MountVolumes());
            }
        }

        /// It shares a network that its node has no more.
        private boolean stranded(SandboxState sandbox) {
            return facts.nodeNetwork().isPresent() && sandbox.network().filter(joined -> !joined.equals(facts.nodeNetwork().get())).isPresent();
        }

        private void attend(SandboxState sandbox) {
            if (facts.addresses().isEmpty()) {
                steps.add(new PodStep.WireSandbox(sandbox));
            }
            PodContainers.ephemeral(pod).stream().filter(added -> neverRan(sandbox, added)).forEach(added -> start(added, ContainerKind.EPHEMERAL, 0, 0));
            if (pod.getSpec().getContainers().stream().anyMatch(main -> current(sandbox, main).isPresent())) {
                // Once a main container exists the init containers are all through.
                pod.getSpec().getInitContainers().stream().filter(init -> PodContainers.kindOfInit(init) == ContainerKind.SIDECAR)
                        .forEach(sidecar -> attend(sandbox, sidecar, ContainerKind.SIDECAR));
                pod.getSpec().getContainers().forEach(main -> attend(sandbox, main, ContainerKind.MAIN));
            } else if (initialised(sandbox)) {
                pod.getSpec().getContainers().forEach(main -> attend(sandbox, main, ContainerKind.MAIN));
            }
            followVolumes();
        }

        /// Of a pod that was taken over as it runs: its files and tokens are renewed only once its volumes are known.
        private void followVolumes() {
            if (!facts.mounted() && !pod.getSpec().getVolumes().isEmpty() && !steps.contains(new PodStep.MountVolumes())) {
                steps.add(new PodStep.MountVolumes());
            }
        }

        /// An ephemeral container runs once, whatever becomes of it and of the sandbox that it ran in.
        private boolean neverRan(SandboxState sandbox, Container added) {
            return state.newest(added.getName()).map(known -> known.phase() == ContainerState.Phase.CREATED && known.sandbox().equals(sandbox.id()))
                    .orElseGet(() -> PodContainers.status(pod, added.getName()).map(ContainerStatus::getContainerID).filter(id -> !id.isEmpty()).isEmpty());
        }

        /// Starts at most the next of the init containers.
        private boolean initialised(SandboxState sandbox) {
            for (Container init : pod.getSpec().getInitContainers()) {
                ContainerKind kind = PodContainers.kindOfInit(init);
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
                        .filter(ended -> !RestartPolicy.restarts(pod, container, kind, ended.statusCode())).isPresent()) {
                    return;
                }
                start(container, kind, before.map(ended -> ended.restartCount() + 1)
                        .orElseGet(() -> PodContainers.restartsKnownToTheApi(pod, container.getName())), facts.restart().backoffStep(container.getName()));
                return;
            }
            ContainerState attempt = current.get();
            switch (attempt.phase()) {
                case CREATED -> start(container, kind, attempt.restartCount(), attempt.backoffStep());
                case RUNNING -> attendRunning(container, attempt);
                case EXITED -> {
                    if (facts.replaced().contains(attempt.id())) {
                        start(container, kind, attempt.restartCount() + 1, attempt.backoffStep());
                    } else if (RestartPolicy.restarts(pod, container, kind, attempt.statusCode())) {
                        restart(container, kind, attempt);
                    }
                }
            }
        }

        private void attendRunning(Container container, ContainerState attempt) {
            if (!attempt.specHash().equals(SpecHash.of(container))) {
                stop(attempt, "Container %s definition changed, will be restarted".formatted(container.getName()), Termination.grace(pod, facts));
                return;
            }
            switch (facts.postStart(attempt.id())) {
                case WAITING -> {
                    steps.add(new PodStep.RunPostStart(attempt));
                    hookRuns = true;
                }
                case RUNNING -> hookRuns = true;
                case FAILED -> stop(attempt, "FailedPostStartHook", Termination.grace(pod, facts));
                case DONE -> {
                    Optional<String> unhealthy = facts.healthOf(attempt.id()).failed();
                    if (unhealthy.isPresent()) {
                        boolean again = attempt.kind() == ContainerKind.MAIN && RestartPolicy.comesBack(pod, container);
                        stop(attempt, unhealthy.get() + (again ? ", will be restarted" : ""), probeGrace(container, facts.healthOf(attempt.id())));
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
                    ? new PodStep.ReplaceContainer(attempt, "Container %s resize requires restart".formatted(container.getName()),
                            Termination.grace(pod, facts))
                    : new PodStep.ResizeContainer(attempt));
        }

        /// A probe may allow less time than the pod.
        private Duration probeGrace(Container container, Health health) {
            Probe gaveUp = health.started() ? container.getLivenessProbe() : container.getStartupProbe();
            Long own = gaveUp == null ? null : gaveUp.getTerminationGracePeriodSeconds();
            return own == null ? Termination.grace(pod, facts) : Duration.ofSeconds(Math.max(1, own));
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
                steps.add(new PodStep.StartContainer(container.getName(), kind, restartCount, backoffStep));
                hookRuns = container.getLifecycle() != null && container.getLifecycle().getPostStart() != null;
            } else if (!steps.contains(new PodStep.MountVolumes())) {
                steps.add(new PodStep.MountVolumes());
            }
        }

        private Optional<ContainerState> current(SandboxState sandbox, Container container) {
            return state.newest(container.getName()).filter(attempt -> attempt.sandbox().equals(sandbox.id()));
        }

        /// The newest attempt tells the state and the one before it the last state and `logs --previous`.
        private void removeOldAttempts() {
            if (facts.restart().underway()) {
                return;
            }
            state.containers().stream().map(ContainerState::name).distinct().forEach(name -> state.containers().stream()
                    .filter(container -> container.name().equals(name)).skip(2).filter(old -> !old.running())
                    .forEach(old -> steps.add(new PodStep.RemoveContainer(old))));
        }

        private void recheckAt(Instant at) {
            if (recheck.isEmpty() || at.isBefore(recheck.get())) {
                recheck = Optional.of(at);
            }
        }
    }
}
