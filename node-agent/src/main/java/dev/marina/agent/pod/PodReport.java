package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.RuntimeSnapshot;
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
        List<ContainerStatus> init = pod.getSpec().getInitContainers().stream().map(c -> status(c, PodContainers.kindOfInit(c))).toList();
        List<ContainerStatus> mains = pod.getSpec().getContainers().stream().map(c -> status(c, ContainerKind.MAIN)).toList();
        List<ContainerStatus> ephemeral = PodContainers.ephemeral(pod).stream().map(c -> status(c, ContainerKind.EPHEMERAL)).toList();
        PodStatus before = Optional.ofNullable(pod.getStatus()).orElseGet(PodStatus::new);
        String phase = Termination.terminal(pod) ? before.getPhase() : early.isPresent() ? "Failed" : phase(init, mains);
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
        return !initialisedOnce() && init.stream().anyMatch(status -> !status.getReady());
    }

    /// Of a pod that has failed: a container that has not run to an end counts as failed.
    private static ContainerStatus located(ContainerStatus status) {
        return status.getState().getTerminated() != null
                ? status
                : new ContainerStatusBuilder(status).withState(new ContainerStateBuilder().withNewTerminated()
                        .withReason("ContainerStatusUnknown").withMessage("The container could not be located when the pod was terminated").withExitCode(137)
                        .endTerminated().build()).build();
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
            String reason = waiting != null
                    ? waiting.reason()
                    : initialisedOnce() || kind == ContainerKind.MAIN && pod.getSpec().getInitContainers().isEmpty()
                            ? "ContainerCreating"
                            : "PodInitializing";
            state.previous(container.getName()).filter(ContainerState::exited)
                    .ifPresent(previous -> status.withLastState(terminated(container, previous)));
            newest.ifPresent(created -> status.withRestartCount(created.restartCount()));
            return status.withState(waiting(reason, waiting == null ? null : waiting.message())).build();
        }
        ContainerState attempt = newest.get();
        status.withRestartCount(attempt.restartCount()).withContainerID(qualified.apply(attempt.id())).withImageID(attempt.imageId());
        state.previous(container.getName()).filter(ContainerState::exited)
                .ifPresent(previous -> status.withLastState(terminated(container, previous)));
        if (attempt.running()) {
            Health health = facts.healthOf(attempt.id());
            boolean serves = kind == ContainerKind.MAIN || kind == ContainerKind.SIDECAR;
            return status.withStarted(health.started()).withReady(serves && health.ready())
                    .withState(new ContainerStateBuilder().withNewRunning(time(attempt.started())).build()).build();
        }
        boolean over = early.isPresent() || Termination.terminating(pod, facts) || Termination.terminal(pod)
                || kind == ContainerKind.SIDECAR && Termination.finished(pod, state, facts)
                || !facts.replaced().contains(attempt.id()) && !RestartPolicy.restarts(pod, kind, attempt.exitCode());
        if (over) {
            return status.withReady(kind == ContainerKind.INIT && attempt.exitCode() == 0).withState(terminated(container, attempt)).build();
        }
        if (waiting != null) {
            return status.withLastState(terminated(container, attempt)).withState(waiting(waiting.reason(), waiting.message())).build();
        }
        Instant restart = RestartBackoff.restartAt(attempt);
        if (facts.now().isBefore(restart) && !facts.replaced().contains(attempt.id())) {
            return status.withLastState(terminated(container, attempt)).withState(waiting("CrashLoopBackOff", backOffMessage(pod, attempt))).build();
        }
        return status.withState(terminated(container, attempt)).build();
    }

    static String backOffMessage(Pod pod, ContainerState ended) {
        java.time.Duration delay = RestartBackoff.delay(ended);
        String text = delay.toSeconds() >= 60 ? "%dm%ds".formatted(delay.toMinutes(), delay.toSecondsPart()) : delay.toSeconds() + "s";
        return "back-off %s restarting failed container=%s pod=%s_%s(%s)".formatted(text, ended.name(), pod.getMetadata().getName(),
                pod.getMetadata().getNamespace(), pod.getMetadata().getUid());
    }

    private boolean initialisedOnce() {
        return pod.getSpec().getContainers().stream().anyMatch(main -> state.newest(main.getName()).isPresent());
    }

    private io.fabric8.kubernetes.api.model.ContainerState terminated(Container container, ContainerState ended) {
        String message = terminationMessage.apply(ended);
        boolean outOfMemory = ended.oomKilled() && ended.exitCode() == 137;
        String reason = !ended.error().isEmpty() ? "StartError" : outOfMemory ? "OOMKilled" : ended.exitCode() == 0 ? "Completed" : "Error";
        return new ContainerStateBuilder().withNewTerminated()
                .withContainerID(qualified.apply(ended.id())).withExitCode(ended.error().isEmpty() ? ended.exitCode() : 128).withReason(reason)
                .withMessage(!ended.error().isEmpty() ? ended.error() : message.isEmpty() ? null : message)
                .withStartedAt(time(ended.started() == null ? ended.created() : ended.started())).withFinishedAt(time(ended.finished()))
                .endTerminated().build();
    }

    private static io.fabric8.kubernetes.api.model.ContainerState waiting(String reason, String message) {
        return new ContainerStateBuilder().withNewWaiting(message, reason).build();
    }

    private String phase(List<ContainerStatus> init, List<ContainerStatus> mains) {
        boolean never = "Never".equals(pod.getSpec().getRestartPolicy());
        boolean terminating = Termination.terminating(pod, facts);
        if (!initialisedOnce()) {
            for (int i = 0; i < init.size(); i++) {
                Integer code = exit(init.get(i));
                if (PodContainers.kindOfInit(pod.getSpec().getInitContainers().get(i)) == ContainerKind.INIT && code != null && code != 0
                        && (never || terminating)) {
                    return "Failed";
                }
            }
            return terminating && !runs ? "Failed" : "Pending";
        }
        // While a sidecar runs the pod does; with what it ends is of no account. getPhase in pkg/kubelet/kubelet_pods.go, and mergePodStatus in
        // pkg/kubelet/status/status_manager.go, which holds an end back while containers may run
        int stopped = 0;
        int succeeded = 0;
        int pending = 0;
        for (ContainerStatus status : mains) {
            if (status.getState().getRunning() != null) {
                continue;
            }
            if (status.getState().getTerminated() != null) {
                stopped++;
                succeeded += status.getState().getTerminated().getExitCode() == 0 ? 1 : 0;
            } else if (status.getLastState().getTerminated() != null) {
                stopped++;
            } else {
                pending++;
            }
        }
        if (!runs && (terminating || pending == 0 && allOver(mains))) {
            return pending == 0 && succeeded == stopped ? "Succeeded" : "Failed";
        }
        return pending > 0 ? "Pending" : "Running";
    }

    private boolean allOver(List<ContainerStatus> mains) {
        return mains.stream().allMatch(status -> status.getState().getTerminated() != null
                && state.newest(status.getName()).filter(attempt -> facts.replaced().contains(attempt.id())).isEmpty()
                && !RestartPolicy.restarts(pod, ContainerKind.MAIN, status.getState().getTerminated().getExitCode()));
    }

    private static Integer exit(ContainerStatus status) {
        return status.getState().getTerminated() == null ? null : status.getState().getTerminated().getExitCode();
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
        } else if (incomplete.isEmpty() || initialisedOnce()) {
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
        early.flatMap(EarlyEnd::disruption).filter(_ -> before.getConditions().stream().noneMatch(c -> c.getType().equals(PodConditions.DISRUPTION_TARGET)))
                .ifPresent(why -> conditions.add(condition(before, PodConditions.DISRUPTION_TARGET, true, "TerminationByKubelet", why)));
        before.getConditions().stream().filter(other -> !PodConditions.OF_THE_NODE.contains(other.getType())).forEach(conditions::add);
        conditions.add(condition(before, PodConditions.SCHEDULED, true, null, null));
        return conditions;
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
