package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.RuntimeSnapshot;
import dev.marina.model.restart.AfterExit;
import dev.marina.model.restart.RestartRules;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A pod's status as the API shows it: a pure function of the pod, its containers and what else is known.
final class PodReport {

    private final Pod pod;
    private final RuntimeSnapshot state;
    private final PodFacts facts;
    private final String hostIp;
    private final Function<ContainerId, String> qualified;
    private final Function<ContainerState, String> terminationMessage;
    /// Every end is told once nothing runs any more, what was added for debugging included.
    private final boolean runs;
    private final Optional<EarlyEnd> early;

    private PodReport(Pod pod, RuntimeSnapshot state, PodFacts facts, String hostIp, Function<ContainerId, String> qualified,
            Function<ContainerState, String> terminationMessage) {
        this.pod = pod;
        this.state = state;
        this.facts = facts;
        this.hostIp = hostIp;
        this.qualified = qualified;
        this.terminationMessage = terminationMessage;
        runs = state.containers().stream().anyMatch(ContainerState::running);
        early = Termination.terminal(pod) || runs ? Optional.empty() : Termination.early(pod, facts);
    }

    /// @param qualified a container's id as the API shows it
    /// @param terminationMessage what a container left as its last words, possibly empty
    static PodStatus of(Pod pod, RuntimeSnapshot state, PodFacts facts, String hostIp, Function<ContainerId, String> qualified,
            Function<ContainerState, String> terminationMessage) {
        return new PodReport(pod, state, facts, hostIp, qualified, terminationMessage).report();
    }

    private PodStatus report() {
        List<ContainerStatus> init = pod.getSpec().getInitContainers().stream().map(c -> standing(c, PodContainers.kindOfInit(c))).toList();
        List<ContainerStatus> mains = pod.getSpec().getContainers().stream().map(c -> standing(c, ContainerKind.MAIN)).toList();
        List<ContainerStatus> ephemeral = PodContainers.ephemeral(pod).stream().map(c -> standing(c, ContainerKind.EPHEMERAL)).toList();
        PodStatus before = Optional.ofNullable(pod.getStatus()).orElseGet(PodStatus::new);
        String phase = Termination.terminal(pod) ? before.getPhase() : early.isPresent() ? "Failed" : PodPhase.of(pod, state, facts, init, mains);
        PodStatusBuilder status = new PodStatusBuilder(before)
                .withPhase(phase)
                .withHostIP(hostIp).withHostIPs(new HostIP(hostIp))
                .withQosClass(before.getQosClass() == null ? Qos.of(pod) : before.getQosClass())
                .withStartTime(before.getStartTime() != null ? before.getStartTime() : facts.started().map(PodReport::time).orElse(null))
                .withObservedGeneration(pod.getMetadata().getGeneration())
                .withInitContainerStatuses(init)
                .withContainerStatuses(phase.equals("Failed") && !waitsForInit(init) ? mains.stream().map(PodReport::located).toList() : mains)
                .withEphemeralContainerStatuses(ephemeral)
                .withConditions(conditions(before, phase, init, mains));
        early.ifPresent(end -> status.withReason(end.reason()).withMessage(end.message()));
        // A pod that has ended keeps the address that it had.
        if (!facts.addresses().isEmpty()) {
            status.withPodIP(facts.addresses().getFirst()).withPodIPs(facts.addresses().stream().map(PodIP::new).toList());
        }
        return status.build();
    }

    private boolean waitsForInit(List<ContainerStatus> init) {
        return !initialisedOnce(Optional.ofNullable(pod.getStatus()).orElseGet(PodStatus::new)) && init.stream().anyMatch(status -> !status.getReady());
    }

    /// Of a pod that has failed: a container that has not run to an end counts as failed.
    private static ContainerStatus located(ContainerStatus status) {
        return status.getState().getTerminated() != null
                ? status
                : new ContainerStatusBuilder(status).withState(new ContainerStateBuilder().withNewTerminated()
                        .withReason("ContainerStatusUnknown").withMessage("The container could not be located when the pod was terminated").withExitCode(137)
                        .endTerminated().build()).build();
    }

    /// What the API knows to have ended for good stays so, though it be made once more here, as an init container is after its sandbox: the API takes
    /// nothing else. checkContainerStateTransition in pkg/kubelet/status/status_manager.go
    private ContainerStatus standing(Container container, ContainerKind kind) {
        ContainerStatus now = status(container, kind);
        Optional<ContainerStatus> before = PodContainers.status(pod, container.getName())
                .filter(known -> known.getState() != null && known.getState().getTerminated() != null);
        boolean again = before.isEmpty() || now.getState().getTerminated() != null || kind != ContainerKind.EPHEMERAL && (RestartRules.mayRestartAll(pod)
                || RestartRules.after(pod, container, before.get().getState().getTerminated().getExitCode()) != AfterExit.STAYS);
        return again ? now : before.get();
    }

    private ContainerStatus status(Container container, ContainerKind kind) {
        Optional<ContainerState> newest = state.newest(container.getName());
        Waiting waiting = facts.waiting().get(container.getName());
        ContainerStatusBuilder status = new ContainerStatusBuilder().withName(container.getName()).withImage(container.getImage())
                .withImageID("").withReady(false).withStarted(false).withRestartCount(0)
                .withLastState(new io.fabric8.kubernetes.api.model.ContainerState());
        if (kind != ContainerKind.EPHEMERAL) {
            status.withAllocatedResources(Amounts.requests(Amounts.of(container)))
                    .withResources(facts.resizing().actuated().getOrDefault(container.getName(), Amounts.of(container)));
        }
        if (newest.isEmpty() || newest.get().phase() == ContainerState.Phase.CREATED || facts.postStart(newest.get().id()) != HookState.DONE) {
            boolean takenAway = newest.isEmpty() && facts.restart().underway();
            if (takenAway) {
                waiting = new Waiting(PodRestart.REASON, PodRestart.MESSAGE);
            }
            String reason = waiting != null
                    ? waiting.reason()
                    : mainCreated() || kind == ContainerKind.MAIN && pod.getSpec().getInitContainers().isEmpty()
                            ? "ContainerCreating"
                            : "PodInitializing";
            lastEnd(container, takenAway).ifPresent(status::withLastState);
            status.withRestartCount(newest.map(ContainerState::restartCount).orElseGet(() -> PodContainers.restartsKnownToTheApi(pod, container.getName())));
            return status.withState(waiting(reason, waiting == null ? null : waiting.message())).build();
        }
        ContainerState attempt = newest.get();
        status.withRestartCount(attempt.restartCount()).withContainerID(qualified.apply(attempt.id())).withImageID(attempt.imageId());
        lastEnd(container, false).ifPresent(status::withLastState);
        if (attempt.running()) {
            Health health = facts.healthOf(attempt.id());
            boolean serves = kind == ContainerKind.MAIN || kind == ContainerKind.SIDECAR;
            return status.withStarted(health.started()).withReady(serves && health.ready())
                    .withState(new ContainerStateBuilder().withNewRunning(time(attempt.started())).build()).build();
        }
        boolean over = early.isPresent() || Termination.terminating(pod, facts) || Termination.terminal(pod)
                || kind == ContainerKind.SIDECAR && Termination.finished(pod, state, facts)
                || !facts.replaced().contains(attempt.id()) && !RestartPolicy.restarts(pod, container, kind, attempt.statusCode())
                || facts.restart().underway();
        if (over) {
            return status.withReady(kind == ContainerKind.INIT && attempt.statusCode() == 0).withState(terminated(container, attempt)).build();
        }
        if (waiting != null) {
            return status.withLastState(terminated(container, attempt)).withState(waiting(waiting.reason(), waiting.message())).build();
        }
        Instant restart = RestartBackoff.restartAt(attempt);
        if (facts.now().isBefore(restart) && !facts.replaced().contains(attempt.id())) {
            return status.withLastState(terminated(container, attempt)).withState(waiting("CrashLoopBackOff", backOffMessage(pod, attempt))).build();
        }
        if (facts.replaced().contains(attempt.id()) && !RestartPolicy.restarts(pod, container, kind, attempt.statusCode())) {
            // stopped to be started anew, and its code would say that it stays so
            return status.withLastState(terminated(container, attempt)).withState(waiting("ContainerCreating", null)).build();
        }
        return status.withState(terminated(container, attempt)).build();
    }

    static String backOffMessage(Pod pod, ContainerState ended) {
        java.time.Duration delay = RestartBackoff.delay(ended);
        String text = delay.toSeconds() >= 60 ? "%dm%ds".formatted(delay.toMinutes(), delay.toSecondsPart()) : delay.toSeconds() + "s";
        return "back-off %s restarting failed container=%s pod=%s_%s(%s)".formatted(text, ended.name(), pod.getMetadata().getName(),
                pod.getMetadata().getNamespace(), pod.getMetadata().getUid());
    }

    /// How its attempt before ended: as the runtime has it, else by what this node did to it, else as the API was told.
    ///
    /// @param takenAway a moment ago, to begin anew
    private Optional<io.fabric8.kubernetes.api.model.ContainerState> lastEnd(Container container, boolean takenAway) {
        Optional<ContainerState> previous = state.previous(container.getName()).filter(ContainerState::exited);
        if (previous.isPresent()) {
            return previous.map(ended -> terminated(container, ended));
        }
        if (facts.restart().removed().containsKey(container.getName()) || takenAway && restartedBefore(container)) {
            return Optional.of(new ContainerStateBuilder().withNewTerminated().withReason(PodRestart.REASON).withMessage(PodRestart.MESSAGE)
                    .withExitCode(PodRestart.EXIT_CODE).endTerminated().build());
        }
        return PodContainers.status(pod, container.getName()).map(ContainerStatus::getLastState).filter(last -> last.getTerminated() != null);
    }

    /// The API knows that it has run.
    private boolean restartedBefore(Container container) {
        return PodContainers.restartsKnownToTheApi(pod, container.getName()) > 0;
    }

    private boolean mainCreated() {
        return PodContainers.mainCreated(pod, state);
    }

    /// What has been initialised stays so, also while its init containers run again.
    private boolean initialisedOnce(PodStatus before) {
        return mainCreated() || before.getConditions().stream().anyMatch(known -> known.getType().equals("Initialized") && "True".equals(known.getStatus()));
    }

    private io.fabric8.kubernetes.api.model.ContainerState terminated(Container container, ContainerState ended) {
        String message = terminationMessage.apply(ended);
        return new ContainerStateBuilder().withNewTerminated()
                .withContainerID(qualified.apply(ended.id())).withExitCode(ended.statusCode()).withReason(reason(ended))
                .withMessage(!ended.error().isEmpty() ? ended.error() : message.isEmpty() ? null : message)
                .withStartedAt(time(ended.started() == null ? ended.created() : ended.started())).withFinishedAt(time(ended.finished()))
                .endTerminated().build();
    }

    static String reason(ContainerState ended) {
        boolean outOfMemory = ended.oomKilled() && ended.exitCode() == 137;
        return !ended.error().isEmpty() ? "StartError" : outOfMemory ? "OOMKilled" : ended.exitCode() == 0 ? "Completed" : "Error";
    }

    private static io.fabric8.kubernetes.api.model.ContainerState waiting(String reason, String message) {
        return new ContainerStateBuilder().withNewWaiting(message, reason).build();
    }

    private List<PodCondition> conditions(PodStatus before, String phase, List<ContainerStatus> init, List<ContainerStatus> mains) {
        List<PodCondition> conditions = new ArrayList<>();
        boolean succeeded = phase.equals("Succeeded");
        boolean failed = phase.equals("Failed");
        boolean wired = state.runningSandbox().isPresent() && !facts.addresses().isEmpty();
        conditions.add(condition(before, "PodReadyToStartContainers", wired, null, null));

        List<String> incomplete = new ArrayList<>();
        for (int i = 0; i < init.size(); i++) {
            boolean sidecar = PodContainers.kindOfInit(pod.getSpec().getInitContainers().get(i)) == ContainerKind.SIDECAR;
            if (!(sidecar ? init.get(i).getStarted() : init.get(i).getReady())) {
                incomplete.add(init.get(i).getName());
            }
        }
        if (succeeded) {
            conditions.add(condition(before, "Initialized", true, "PodCompleted", null));
        } else if (incomplete.isEmpty() || initialisedOnce(before)) {
            conditions.add(condition(before, "Initialized", true, null, null));
        } else {
            conditions.add(condition(before, "Initialized", false, "ContainersNotInitialized", "containers with incomplete status: " + list(incomplete)));
        }

        List<String> unready = new ArrayList<>();
        for (int i = 0; i < init.size(); i++) {
            if (PodContainers.kindOfInit(pod.getSpec().getInitContainers().get(i)) == ContainerKind.SIDECAR && !init.get(i).getReady()) {
                unready.add(init.get(i).getName());
            }
        }
        mains.stream().filter(status -> !status.getReady()).forEach(status -> unready.add(status.getName()));
        String reason = succeeded ? "PodCompleted" : failed ? "PodFailed" : "ContainersNotReady";
        String message = succeeded || failed ? null : "containers with unready status: " + list(unready);
        boolean ready = unready.isEmpty() && !succeeded && !failed;
        conditions.add(ready ? condition(before, "ContainersReady", true, null, null) : condition(before, "ContainersReady", false, reason, message));
        List<String> gates = pod.getSpec().getReadinessGates().stream().map(gate -> gate.getConditionType())
                .filter(type -> before.getConditions().stream().noneMatch(c -> c.getType().equals(type) && "True".equals(c.getStatus()))).toList();
        if (ready && !gates.isEmpty()) {
            conditions.add(condition(before, "Ready", false, "ReadinessGatesNotReady",
                    "corresponding condition of pod readiness gate \"%s\" does not exist.".formatted(gates.getFirst())));
        } else {
            conditions.add(ready ? condition(before, "Ready", true, null, null) : condition(before, "Ready", false, reason, message));
        }
        resizing(before, conditions);
        if (RestartRules.mayRestartAll(pod)) {
            conditions.add(restarting(before, succeeded, failed));
        }
        early.flatMap(EarlyEnd::disruption).filter(_ -> before.getConditions().stream().noneMatch(c -> c.getType().equals(PodConditions.DISRUPTION_TARGET)))
                .ifPresent(why -> conditions.add(condition(before, PodConditions.DISRUPTION_TARGET, true, "TerminationByKubelet", why)));
        before.getConditions().stream().filter(other -> !PodConditions.OF_THE_NODE.contains(other.getType())).forEach(conditions::add);
        conditions.add(condition(before, PodConditions.SCHEDULED, true, null, null));
        return conditions;
    }

    private PodCondition restarting(PodStatus before, boolean succeeded, boolean failed) {
        boolean left = state.containers().stream().anyMatch(container -> container.kind() != ContainerKind.EPHEMERAL);
        if (succeeded || failed || !facts.restart().underway() || !left) {
            return condition(before, PodConditions.ALL_RESTARTING, false, succeeded ? "PodCompleted" : failed ? "PodFailed" : null, null);
        }
        return condition(before, PodConditions.ALL_RESTARTING, true, "RestartAllContainersStarted", "container exited with restart policy rule");
    }

    /// There only as long as something is still to be done.
    private void resizing(PodStatus before, List<PodCondition> conditions) {
        PodResizing resizing = facts.resizing();
        resizing.pending().ifPresent(pending -> conditions.add(condition(before, PodConditions.RESIZE_PENDING, true, pending.reason(), pending.message())));
        boolean underway = !Termination.terminal(pod) && Amounts.differ(Amounts.of(pod), resizing.actuated());
        if (underway) {
            conditions.add(condition(before, PodConditions.RESIZE_IN_PROGRESS, true, resizing.failure().isPresent() ? "Error" : null,
                    resizing.failure().orElse(null)));
        }
    }

    private PodCondition condition(PodStatus before, String type, boolean holds, String reason, String message) {
        String status = holds ? "True" : "False";
        Optional<PodCondition> known = before.getConditions().stream().filter(c -> c.getType().equals(type)).findFirst();
        String since = known.filter(c -> status.equals(c.getStatus())).map(PodCondition::getLastTransitionTime).orElseGet(() -> time(facts.now()));
        return new PodConditionBuilder().withType(type).withStatus(status).withReason(reason).withMessage(message).withLastTransitionTime(since)
                .withObservedGeneration(pod.getMetadata().getGeneration()).build();
    }

    private static String list(List<String> names) {
        return "[" + String.join(" ", names) + "]";
    }

    static String time(Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
