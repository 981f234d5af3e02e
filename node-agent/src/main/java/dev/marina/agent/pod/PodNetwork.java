package dev.marina.agent.pod;

import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.SandboxId;
import java.util.List;

/// Wires sandboxes into their node's network.
public interface PodNetwork {

    /// Gives the sandbox its interface and answers its addresses. A second call for the same sandbox answers the same.
    ///
    /// @param ports of the node that lead to the pod from then on
    List<String> attach(PodRef pod, SandboxId sandbox, String networkNamespace, List<HostPort> ports);

    /// Succeeds when nothing is attached.
    void detach(PodRef pod, SandboxId sandbox, String networkNamespace);
}
