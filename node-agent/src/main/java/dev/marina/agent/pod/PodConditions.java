package dev.marina.agent.pod;

import java.util.Set;

/// The conditions of a pod that its node tells; all others are somebody else's. pkg/kubelet/types/pod_status.go
public final class PodConditions {

    static final String RESIZE_PENDING = "PodResizePending";
    static final String RESIZE_IN_PROGRESS = "PodResizeInProgress";
    static final String ALL_RESTARTING = "AllContainersRestarting";

    /// The scheduler's word, which the node takes up with the generation that it has seen.
    static final String SCHEDULED = "PodScheduled";

    /// Said by whoever puts a pod out, first come.
    static final String DISRUPTION_TARGET = "DisruptionTarget";

    public static final Set<String> OF_THE_NODE = Set.of("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", SCHEDULED,
            RESIZE_PENDING, RESIZE_IN_PROGRESS, ALL_RESTARTING);

    private PodConditions() {}
}
