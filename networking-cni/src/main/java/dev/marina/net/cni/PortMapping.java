package dev.marina.net.cni;

/// A port of the node that leads to the container, as the capability `portMappings` gives it.
///
/// @param protocol `tcp` or `udp`
/// @param hostIp empty for every address of the node
public record PortMapping(int hostPort, int containerPort, String protocol, String hostIp) {

    /// Whether both cannot be had on one node.
    public boolean conflicts(PortMapping other) {
        return hostPort == other.hostPort && protocol.equals(other.protocol) && (hostIp.isEmpty() || other.hostIp.isEmpty() || hostIp.equals(other.hostIp));
    }
}
