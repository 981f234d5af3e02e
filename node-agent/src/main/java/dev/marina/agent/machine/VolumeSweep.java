package dev.marina.agent.machine;

import dev.marina.agent.runtime.NodeRef;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Set;

/// Deletes the volumes of clusters that do not exist any more.
@FunctionalInterface
public interface VolumeSweep {

    /// @param nodes of this machine, whose clusters exist
    void sweep(KubernetesClient management, Set<NodeRef> nodes);
}
