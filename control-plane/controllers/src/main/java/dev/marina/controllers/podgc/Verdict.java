package dev.marina.controllers.podgc;

import dev.marina.controllers.engine.NodeStatuses;
import dev.marina.controllers.engine.PodDisruption;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Optional;

/// What becomes of a pod. gc in pkg/controller/podgc/gc_controller.go
sealed interface Verdict {

    /// How long a node may be missing that a pod names.
    Duration QUARANTINE = Duration.ofSeconds(40);
    String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";
    Optional<PodDisruption> NO_NODE = Optional.of(new PodDisruption("DeletionByPodGC", "PodGC: node no longer exists"));

    record Keep() implements Verdict {}

    /// @param left until it is looked at again
    record Wait(Duration left) implements Verdict {}

    /// @param disruption what its status says, if it had not ended before
    record Remove(Optional<PodDisruption> disruption) implements Verdict {}

    /// @param nodeName "" while the pod has none
    /// @param node empty where there is no such node
    /// @param missing for how long there has been none
    static Verdict of(Pod pod, String nodeName, Optional<Node> node, Duration missing) {
        boolean terminating = pod.getMetadata().getDeletionTimestamp() != null;
        if (nodeName.isEmpty()) {
            return terminating ? new Remove(Optional.empty()) : new Keep();
        }
        if (node.isEmpty()) {
            Duration left = QUARANTINE.minus(missing);
            return left.isPositive() ? new Wait(left) : new Remove(NO_NODE);
        }
        return terminating && outOfService(node.get()) && !NodeStatuses.ready(node.get()) ? new Remove(Optional.empty()) : new Keep();
    }

    /// Whether somebody has said that the node's machine is down, and nothing runs on it any more.
    static boolean outOfService(Node node) {
        return node.getSpec() != null && node.getSpec().getTaints().stream().anyMatch(taint -> taint.getKey().equals(OUT_OF_SERVICE));
    }
}
