package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.RuntimeSnapshot;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/// The phase of a pod that its node has not put out, by what its containers are. getPhase in pkg/kubelet/kubelet_pods.go
final class PodPhase {

    private final Pod pod;
    private final RuntimeSnapshot state;
    private final PodFacts facts;
    private final List<ContainerStatus> init;
    private final List<ContainerStatus> mains;
    private final boolean runs;

    private PodPhase(Pod pod, RuntimeSnapshot state, PodFacts facts, List<ContainerStatus> init, List<ContainerStatus> mains) {
        this.pod = pod;
        this.state = state;
        this.facts = facts;
        this.init = init;
        this.mains = mains;
        runs = state.containers().stream().anyMatch(ContainerState::running);
    }

    /// @param init statuses in the order of the pod's init containers
    static String of(Pod pod, RuntimeSnapshot state, PodFacts facts, List<ContainerStatus> init, List<ContainerStatus> mains) {
        return new PodPhase(pod, state, facts, init, mains).phase();
    }

    private String phase() {
        boolean terminating = Termination.terminating(pod, facts);
        if (!PodContainers.mainCreated(pod, state)) {
            for (int i = 0; i < init.size(); i++) {
                Container container = pod.getSpec().getInitContainers().get(i);
                Integer code = exit(init.get(i));
                if (PodContainers.kindOfInit(container) == ContainerKind.INIT && code != null && code != 0 && !facts.restart().underway()
                        && (terminating || !RestartPolicy.restarts(pod, container, ContainerKind.INIT, code))) {
                    return "Failed";
                }
            }
            return terminating && !runs ? "Failed" : beginsAnew() ? "Running" : "Pending";
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
        if (!runs && (terminating || pending == 0 && allOver())) {
            return pending == 0 && succeeded == stopped ? "Succeeded" : "Failed";
        }
        return pending > 0 ? "Pending" : "Running";
    }

    /// All of its containers have run before, and none of the init containers is at it just now: between two rounds a pod runs.
    private boolean beginsAnew() {
        boolean initialising = false;
        for (int i = 0; i < init.size(); i++) {
            boolean ranBefore = init.get(i).getState().getTerminated() != null
                    || init.get(i).getState().getRunning() == null && init.get(i).getLastState().getTerminated() != null;
            initialising |= PodContainers.kindOfInit(pod.getSpec().getInitContainers().get(i)) == ContainerKind.INIT && !ranBefore;
        }
        return !initialising && mains.stream().allMatch(status -> status.getLastState().getTerminated() != null);
    }

    private boolean allOver() {
        return !facts.restart().underway() && pod.getSpec().getContainers().stream().allMatch(main -> mains.stream()
                .filter(status -> status.getName().equals(main.getName()) && status.getState().getTerminated() != null)
                .filter(status -> state.newest(status.getName()).filter(attempt -> facts.replaced().contains(attempt.id())).isEmpty())
                .anyMatch(status -> !RestartPolicy.restarts(pod, main, ContainerKind.MAIN, status.getState().getTerminated().getExitCode())));
    }

    private static Integer exit(ContainerStatus status) {
        return status.getState().getTerminated() == null ? null : status.getState().getTerminated().getExitCode();
    }
}
