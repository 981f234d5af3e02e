package dev.marina.scheduler;

import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.resourceclaim.PodClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;
import java.util.Optional;

/// What a pod asks of this scheduler.
final class Wish {

    private Wish() {}

    /// Whether one of these schedulers has to find a node for the pod.
    static boolean forNode(Pod pod, Schedulers schedulers) {
        return PodState.nodeName(pod).isEmpty() && PodState.active(pod) && pod.getSpec().getSchedulingGates().isEmpty()
                && schedulers.find(pod.getSpec().getSchedulerName()).isPresent();
    }

    /// The node where room is made for it.
    static Optional<String> nominated(Pod pod) {
        String node = pod.getStatus() == null ? null : pod.getStatus().getNominatedNodeName();
        return Optional.ofNullable(node).filter(name -> !name.isEmpty());
    }

    static boolean same(Pod one, Pod other) {
        return one.getSpec().equals(other.getSpec()) && Objects.equals(one.getMetadata().getLabels(), other.getMetadata().getLabels())
                && PodClaim.of(one).equals(PodClaim.of(other));
    }
}
