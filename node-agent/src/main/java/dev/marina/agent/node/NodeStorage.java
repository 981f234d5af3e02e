package dev.marina.agent.node;

import dev.marina.agent.pod.PodApi;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.volume.ClaimVolumes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.function.Supplier;

/// Storage of the machine as one node sees it.
public interface NodeStorage {

    /// @param directory the node's own
    ClaimVolumes claims(NodeRef node, Path directory, PodApi api);

    /// Begins to provision volumes for claims that the scheduler gave to this node.
    AutoCloseable provision(NodeRef node, Supplier<KubernetesClient> client);
}
