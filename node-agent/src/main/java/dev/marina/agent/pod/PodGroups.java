package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerId;
import io.fabric8.kubernetes.api.model.Pod;

/// The control groups of one node's pods.
public interface PodGroups {

    /// Makes the pod's group with the pod's limits. May be called again.
    void make(Pod pod);

    /// Where the pod's containers belong.
    String path(Pod pod);

    /// What a container of the pod uses that could not be taken from it at once; 0 when it has no group.
    long memoryInUse(Pod pod, ContainerId container);

    /// Succeeds when there is none.
    void remove(String podUid);
}
