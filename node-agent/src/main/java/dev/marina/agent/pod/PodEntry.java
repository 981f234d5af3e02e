package dev.marina.agent.pod;

import dev.marina.model.placement.Tolerations;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A pod's way into its node: looked at by the rules that hold everywhere each time the pod is changed, and once by what the node has
/// left. Owned by the pod's worker.
final class PodEntry {

    private static final Taint MEMORY_PRESSURE = new Taint("NoSchedule", "node.kubernetes.io/memory-pressure", null, null);

    private final NodeContext node;
    private final Consumer<EarlyEnd> end;
    private final Runnable wake;
    private String judged;
    private Optional<PodAdmission.Refusal> refusal = Optional.empty();
    private boolean entered;

    /// @param end puts the pod out
    /// @param wake to look again
    PodEntry(NodeContext node, Consumer<EarlyEnd> end, Runnable wake) {
        this.node = node;
        this.end = end;
        this.wake = wake;
    }

    /// @param pod with the amounts that it has been promised, if it ran before
    /// @param ending a pod that is to go is not asked how it came
    /// @param change of the pod that is looked at
    NodeAllocations.Entry look(Pod pod, boolean ending, String change) {
        if (!entered && ranBefore(pod)) {
            entered = true;
            node.allocations().hold(holder(pod));
        }
        if (ending) {
            return new NodeAllocations.Entry.Admitted();
        }
        if (!change.equals(judged)) {
            refusal = PodAdmission.refuse(pod, node.runtime().mapsIds());
            judged = change;
        }
        if (refusal.isPresent()) {
            return new NodeAllocations.Entry.Refused(refusal.get());
        }
        if (entered) {
            return new NodeAllocations.Entry.Admitted();
        }
        Optional<PodAdmission.Refusal> pressed = underPressure(pod);
        NodeAllocations.Entry entry = pressed.isPresent() ? new NodeAllocations.Entry.Refused(pressed.get()) : enter(pod);
        entered = entry instanceof NodeAllocations.Entry.Admitted;
        return entry;
    }

    /// Not all that is known of the node may still be so: nobody is refused for what was.
    private NodeAllocations.Entry enter(Pod pod) {
        NodeAllocations.Entry entry = enter(pod, node.standing().known());
        return entry instanceof NodeAllocations.Entry.Refused ? enter(pod, node.standing().now()) : entry;
    }

    private NodeAllocations.Entry enter(Pod pod, Node known) {
        return node.allocations().admit(holder(pod), known, wake);
    }

    private NodeAllocations.Holder holder(Pod pod) {
        return new NodeAllocations.Holder(pod, PodLimits.requested(pod), end);
    }

    private static boolean ranBefore(Pod pod) {
        return !Termination.terminal(pod) && pod.getStatus() != null && pod.getStatus().getStartTime() != null;
    }

    /// Short of memory alone, a node still takes pods that have asked for some. Admit in pkg/kubelet/eviction/eviction_manager.go
    private Optional<PodAdmission.Refusal> underPressure(Pod pod) {
        List<String> pressures = node.standing().pressures();
        if (pressures.isEmpty() || Priorities.critical(pod)) {
            return Optional.empty();
        }
        boolean taken = pressures.equals(List.of("MemoryPressure"))
                && (!Qos.of(pod).equals("BestEffort") || Tolerations.tolerate(pod.getSpec().getTolerations(), MEMORY_PRESSURE));
        return taken
                ? Optional.empty()
                : Optional.of(new PodAdmission.Refusal(EarlyEnd.EVICTED, "The node had condition: [%s]. ".formatted(String.join(" ", pressures))));
    }
}
