package dev.marina.net.cni;

import java.util.Map;

/// ADD, CHECK or DEL of one interface.
///
/// @param node which node's network, from the network configuration
/// @param netns path of the container's namespace; empty in a DEL whose namespace is gone
/// @param args of `CNI_ARGS`
public record CniRequest(String node, CniPlugin.Attachment attachment, String netns, Map<String, String> args) {

    public String containerId() {
        return attachment.containerId();
    }

    public String interfaceName() {
        return attachment.interfaceName();
    }
}
