package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.Pod;

/// The control groups of one node's pods.
public interface PodGroups {

    /// Makes the pod's group with the pod's limits. May be called again.
    void make(Pod pod);

    /// Where the pod's containers belong.
    String path(Pod pod);

    /// Succeeds when there is none.
    void remove(String podUid);
}
