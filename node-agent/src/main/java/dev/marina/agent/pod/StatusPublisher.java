package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.RuntimeSnapshot;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Tells the API how a pod stands, when that has changed. Owned by the pod's worker.
final class StatusPublisher {

    private static final int GONE = 404;

    private final NodeContext node;
    private final PodRef ref;
    private final TerminationMessages messages;
    /// Of containers that have ended: they say nothing new.
    private final Map<ContainerId, String> lastWords = new HashMap<>();

    StatusPublisher(NodeContext node, PodRef ref) {
        this.node = node;
        this.ref = ref;
        messages = new TerminationMessages(node.streams());
    }

    /// @param cause of the write, should there be one
    /// @return the pod with the status that it has now
    Pod report(Pod pod, RuntimeSnapshot state, PodFacts facts, String cause) {
        if (Termination.terminal(pod) && state.empty()) {
            // Rejected before anything was done for it, or nothing is left of it: what has been told is all there is.
            return pod;
        }
        lastWords.keySet().retainAll(state.containers().stream().map(ContainerState::id).collect(Collectors.toSet()));
        PodStatus status = PodReport.of(pod, state, facts, node.address(), node.runtime()::qualified,
                ended -> lastWords.computeIfAbsent(ended.id(), _ -> messages.of(pod, ended)));
        if (status.equals(pod.getStatus())) {
            return pod;
        }
        backOffEvents(pod, status.getInitContainerStatuses(), ContainerKind.INIT);
        backOffEvents(pod, status.getContainerStatuses(), ContainerKind.MAIN);
        return publish(pod, status, cause);
    }

    private void backOffEvents(Pod pod, List<ContainerStatus> statuses, ContainerKind kind) {
        statuses.stream().filter(c -> c.getState().getWaiting() != null && "CrashLoopBackOff".equals(c.getState().getWaiting().getReason()))
                .forEach(c -> node.api().event(pod, PodContainers.fieldPath(kind, c.getName()), "Warning", "BackOff",
                        "Back-off restarting failed container %s in pod %s_%s(%s)".formatted(c.getName(), ref.name(), ref.namespace(), ref.uid())));
    }

    /// The pod may not run here.
    Pod reject(Pod pod, PodAdmission.Refusal refusal, PodFacts facts, String cause) {
        PodStatus status = new PodStatusBuilder(Optional.ofNullable(pod.getStatus()).orElseGet(PodStatus::new))
                .withPhase("Failed").withReason(refusal.reason()).withMessage("Pod was rejected: " + refusal.message())
                .withStartTime(facts.started().map(PodReport::time).orElse(null)).withObservedGeneration(pod.getMetadata().getGeneration()).build();
        node.api().event(pod, "", "Warning", refusal.reason(), refusal.message());
        return publish(pod, status, cause);
    }

    private Pod publish(Pod pod, PodStatus status, String cause) {
        Pod told = new PodBuilder(pod).withStatus(status).build();
        if (Termination.terminal(told)) {
            // First: who is placed into the room once the API knows of it must find it.
            node.allocations().release(ref.uid());
        }
        try {
            node.api().updateStatus(pod, status, cause);
        } catch (KubernetesClientException refused) {
            // The watch will tell that the pod is gone.
            if (refused.getCode() != GONE) {
                throw refused;
            }
        }
        return told;
    }
}
