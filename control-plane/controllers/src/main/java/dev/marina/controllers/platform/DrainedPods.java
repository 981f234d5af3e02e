package dev.marina.controllers.platform;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Set;

/// Whom a node that leaves has to wait for.
public final class DrainedPods {

    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");
    /// A DaemonSet makes its pod anew wherever the node is; a mirror pod is the node's own.
    private static final Set<String> OF_THE_NODE = Set.of("DaemonSet", "Node");

    private DrainedPods() {}

    /// Not for one that has ended, that a DaemonSet would make anew there, or that is the node's own.
    public static boolean waitsFor(Pod pod) {
        boolean ended = pod.getStatus() != null && ENDED.contains(String.valueOf(pod.getStatus().getPhase()));
        boolean own = pod.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> Boolean.TRUE.equals(owner.getController()) && OF_THE_NODE.contains(owner.getKind()));
        boolean mirror = pod.getMetadata().getAnnotations() != null && pod.getMetadata().getAnnotations().containsKey("kubernetes.io/config.mirror");
        return !ended && !own && !mirror;
    }
}
