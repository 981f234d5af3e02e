package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Map;
import java.util.Optional;

/// How far a change of what a pod's containers may use has come.
///
/// @param actuated what the kernel was told of containers that run, by name
/// @param pending why the node has not promised what is asked for
/// @param failure why the kernel could not be told
record PodResizing(Map<String, ResourceRequirements> actuated, Optional<NodeAllocations.Pending> pending, Optional<String> failure) {

    static final PodResizing NONE = new PodResizing(Map.of(), Optional.empty(), Optional.empty());
}
