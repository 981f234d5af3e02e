package dev.marina.agent.pod;

import java.util.Set;

/// The conditions of a pod that its node decides about; all others are somebody else's.
public final class PodConditions {

    static final String RESIZE_PENDING = "PodResizePending";
    static final String RESIZE_IN_PROGRESS = "PodResizeInProgress";

    /// Said by whoever puts a pod out, first come.
    static final String DISRUPTION_TARGET = "DisruptionTarget";

    public static final Set<String> OF_THE_NODE = Set.of("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", RESIZE_PENDING,
            RESIZE_IN_PROGRESS);

    private PodConditions() {}
}
