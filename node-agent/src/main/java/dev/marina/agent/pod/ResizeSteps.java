package dev.marina.agent.pod;

import dev.marina.agent.identity.ApiFailures;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.RuntimeSnapshot;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Gives a pod's containers other amounts while they run: first the node promises them, then the kernel is told. Owned by the pod's
/// worker. What was promised and told before the agent was restarted is what the pod's status says.
final class ResizeSteps {

    private final NodeContext node;
    private final PodRef ref;
    private final Runnable wake;
    private final Map<String, ResourceRequirements> allocated;
    private final Map<String, ResourceRequirements> actuated;
    private Optional<NodeAllocations.Pending> pending = Optional.empty();
    private Optional<String> failure = Optional.empty();

    ResizeSteps(NodeContext node, PodRef ref, Pod pod, Runnable wake) {
        this.node = node;
        this.ref = ref;
        this.wake = wake;
        allocated = Amounts.of(pod);
        for (Container container : PodContainers.of(pod)) {
            PodContainers.status(pod, container.getName()).filter(status -> status.getState() != null && status.getState().getRunning() != null)
                    .map(ContainerStatus::getResources).ifPresent(had -> allocated.put(container.getName(), had));
        }
        actuated = new HashMap<>(allocated);
    }

    /// The pod with the amounts that it has been promised, whatever it asks for.
    Pod held(Pod pod) {
        return Amounts.in(pod, allocated);
    }

    /// The pod with the amounts that it has been promised of those that it asks for.
    Pod promised(Pod pod, boolean ending) {
        Map<String, ResourceRequirements> wanted = Amounts.of(pod);
        if (!Amounts.differ(wanted, allocated)) {
            pending = Optional.empty();
            return pod;
        }
        Optional<NodeAllocations.Pending> before = pending;
        pending = ending ? Optional.empty() : node.allocations().resize(ref.uid(), PodLimits.requested(pod), wake);
        if (ending) {
            return Amounts.in(pod, allocated);
        }
        if (pending.isEmpty()) {
            allocated.putAll(wanted);
            failure = Optional.empty();
            node.api().event(pod, "", "Normal", "ResizeStarted", "Pod resize started");
            return pod;
        }
        if (!pending.equals(before)) {
            node.api().event(pod, "", "Warning", "Resize" + pending.get().reason(), pending.get().message());
        }
        return Amounts.in(pod, allocated);
    }

    PodResizing state(RuntimeSnapshot state) {
        Map<String, ResourceRequirements> running = actuated.entrySet().stream()
                .filter(entry -> state.newest(entry.getKey()).filter(ContainerState::running).isPresent())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return new PodResizing(running, pending, failure);
    }

    /// One that is started anew may have other amounts than before.
    ///
    /// @param pod as [#promised] made it
    void starting(Pod pod) {
        if (Amounts.differ(Amounts.of(pod), actuated)) {
            node.groups().make(Amounts.in(pod, between(pod)));
        }
    }

    /// It was started with what it has been promised.
    ///
    /// @param pod as above
    void started(Pod pod, Container container) {
        boolean others = Amounts.differ(Amounts.of(pod), actuated);
        actuated.put(container.getName(), Amounts.of(container));
        if (others) {
            node.groups().make(Amounts.in(pod, between(pod)));
        }
    }

    /// The pod's group allows the larger of both until the last container has what it is to have.
    ///
    /// @param pod as [#promised] made it
    StepOutcome resize(Pod pod, PodStep.ResizeContainer step) {
        ContainerState running = step.container();
        Container container = PodContainers.find(pod, running.name()).orElseThrow();
        try {
            requireRoom(pod, running, container);
            starting(pod);
            node.runtime().updateContainer(running.id(), ContainerLimits.of(pod, container, node.cpu(), node.memory()));
            started(pod, container);
        } catch (RuntimeException refused) {
            failure = Optional.of(ApiFailures.words(refused));
            return new StepOutcome.RetryLater(failure.get());
        }
        if (!Amounts.differ(Amounts.of(pod), actuated)) {
            failure = Optional.empty();
            node.api().event(pod, "", "Normal", "ResizeCompleted", "Pod resize completed");
        }
        return StepOutcome.DONE;
    }

    private Map<String, ResourceRequirements> between(Pod pod) {
        Map<String, ResourceRequirements> larger = new HashMap<>();
        Amounts.of(pod).forEach((name, wanted) -> larger.put(name, actuated.containsKey(name) ? Amounts.larger(wanted, actuated.get(name)) : wanted));
        return larger;
    }

    /// The kernel would rather kill than let a limit below what is used wait.
    private void requireRoom(Pod pod, ContainerState running, Container container) {
        Quantity limit = Qos.limits(container).get("memory");
        long bytes = limit == null ? 0 : limit.getNumericalAmount().longValue();
        long used = limit == null ? 0 : node.groups().memoryInUse(pod, running.id());
        if (used > bytes) {
            throw new IllegalStateException("cannot decrease memory limits: container \"%s\": attempting to set memory limit (%d) below current usage (%d)"
                    .formatted(container.getName(), bytes, used));
        }
    }
}
