package dev.marina.net.cni;

import java.util.List;
import java.util.Map;

/// ADD, CHECK or DEL of one interface.
///
/// @param node which node's network, from the network configuration
/// @param netns path of the container's namespace; empty in a DEL whose namespace is gone
/// @param args of `CNI_ARGS`
/// @param ports of the node that lead to the container
public record CniRequest(String node, CniPlugin.Attachment attachment, String netns, Map<String, String> args, List<PortMapping> ports) {

    public String containerId() {
        return attachment.containerId();
    }

    /// Refused if it is said in part.
    public PodIdentity pod() {
        return PodIdentity.of(args);
    }

    public String interfaceName() {
        return attachment.interfaceName();
    }
}
