package dev.marina.net;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Settings of the network of one Marina instance on this machine.
///
/// @param instance goes into the name of everything that is made on the machine; at most 12 characters
/// @param runDir where the CNI socket lies
/// @param stateDir what must survive a restart of the agent, but not of the machine: nodes and address leases
/// @param nodeSubnet underlay addresses, node addresses among them; two instances on one machine need different ones
/// @param dnsUpstream name servers for names outside the cluster; empty for those of the machine's `resolv.conf`
/// @param allowedPorts TCP ports of the machine that pods may reach
/// @param loadBalancerRange addresses of load balancers that the machine lets everybody come to who finds the way here; null for nobody but
///     itself, as the part of the node subnet that is there for them is
/// @param machineAddress at which other machines with nodes reach this one; null for a machine that is alone
/// @param machinesPort of UDP between machines
/// @param frontAddress at which other machines reach the one that leads strangers to nodes of this one too; null for that one itself
public record NetworkConfig(String instance, Path runDir, Path stateDir, String nodeSubnet, List<String> dnsUpstream, List<Integer> allowedPorts,
        String loadBalancerRange, String machineAddress, int machinesPort, String frontAddress) {

    public NetworkConfig(String instance, Path runDir, Path stateDir, String nodeSubnet, List<String> dnsUpstream, List<Integer> allowedPorts) {
        this(instance, runDir, stateDir, nodeSubnet, dnsUpstream, allowedPorts, null, null, 0, null);
    }

    public NetworkConfig {
        if (!instance.matches("[a-z0-9][a-z0-9-]{0,11}")) {
            throw new IllegalArgumentException("instance is %s; it must be 1 to 12 of a-z, 0-9 and -".formatted(instance));
        }
        if (IpPrefix.parse(nodeSubnet).length() > 24) {
            throw new IllegalArgumentException("node-subnet is %s; it must be a /24 or larger".formatted(nodeSubnet));
        }
        if (loadBalancerRange != null) {
            IpPrefix.parse(loadBalancerRange);
        }
        if (machineAddress != null) {
            Ipv4.parse(machineAddress);
            if (machinesPort < 1 || machinesPort > 65535) {
                throw new IllegalArgumentException("machines-port is %d; it must be between 1 and 65535".formatted(machinesPort));
            }
        }
        if (frontAddress != null) {
            Ipv4.parse(frontAddress);
        }
        dnsUpstream = List.copyOf(dnsUpstream);
        allowedPorts = List.copyOf(allowedPorts);
    }

    Optional<Ipv4> front() {
        return Optional.ofNullable(frontAddress).map(Ipv4::parse);
    }

    Optional<IpPrefix> balancers() {
        return Optional.ofNullable(loadBalancerRange).map(IpPrefix::parse);
    }

    IpPrefix subnet() {
        return IpPrefix.parse(nodeSubnet);
    }
}
