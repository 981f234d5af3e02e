package dev.marina.agent.pod;

import java.util.Set;

/// The conditions of a pod that its node decides about; all others are somebody else's.
public final class PodConditions {

    public static final Set<String> OF_THE_NODE = Set.of("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady");

    private PodConditions() {}
}
