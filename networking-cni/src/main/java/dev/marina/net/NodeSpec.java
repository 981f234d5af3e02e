package dev.marina.net;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// The wanted network of one tenant node.
///
/// @param vni VXLAN network identifier of the cluster
/// @param podCidr this node's part of the cluster's pod addresses
/// @param address the node's own underlay address, which is its InternalIP
/// @param peers all other nodes of the cluster
/// @param netns namespace to become the node proper, such as `/proc/<pid>/ns/net`; null to make one
/// @param backend how the node sends to its peers; null, as an earlier version wrote it: VXLAN
/// @param reflector with BGP: one node of each subnet passes routes on, and the others speak with that one alone
/// @param subnet of the cluster's, in which the node is
public record NodeSpec(String clusterId, String name, int vni, String clusterPodCidr, String serviceCidr, String podCidr, String address,
        List<Peer> peers, Path netns, Backend backend, boolean reflector, int subnet) {

    static final int MOST_SUBNETS = 16;

    public NodeSpec(String clusterId, String name, int vni, String clusterPodCidr, String serviceCidr, String podCidr, String address, List<Peer> peers,
            Path netns) {
        this(clusterId, name, vni, clusterPodCidr, serviceCidr, podCidr, address, peers, netns, Backend.VXLAN, false, 0);
    }

    public NodeSpec {
        if (vni < 1 || vni > 0xFFFFFF) {
            throw new IllegalArgumentException("vni of node %s is %d; it must fit in 24 bits".formatted(name, vni));
        }
        if (!clusterId.matches("[A-Za-z0-9._-]{1,100}") || !name.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new IllegalArgumentException("cannot name a network after cluster %s, node %s".formatted(clusterId, name));
        }
        if (subnet < 0 || subnet >= MOST_SUBNETS) {
            throw new IllegalArgumentException("subnet of node %s is %d; it must be 0 to %d".formatted(name, subnet, MOST_SUBNETS - 1));
        }
        backend = Objects.requireNonNullElse(backend, Backend.VXLAN);
        IpPrefix.parse(clusterPodCidr);
        IpPrefix.parse(serviceCidr);
        IpPrefix.parse(podCidr);
        Ipv4.parse(address);
        peers = List.copyOf(peers);
    }

    /// Another node of the same cluster.
    ///
    /// @param mac hardware address of its VXLAN device
    /// @param subnet in which it is
    /// @param machine address of the machine that it is on; null: this one
    public record Peer(String name, String podCidr, String address, String mac, int subnet, String machine) {

        public Peer(String name, String podCidr, String address, String mac) {
            this(name, podCidr, address, mac, 0);
        }

        public Peer(String name, String podCidr, String address, String mac, int subnet) {
            this(name, podCidr, address, mac, subnet, null);
        }

        public Peer {
            IpPrefix.parse(podCidr);
            MacAddress.parse(mac);
            if (machine != null) {
                Ipv4.parse(machine);
            }
        }

        boolean elsewhere() {
            return machine != null;
        }

        Ipv4 underlay() {
            return Ipv4.parse(address);
        }
    }

    /// The same node in the namespace that it has already.
    NodeSpec inPlace() {
        return new NodeSpec(clusterId, name, vni, clusterPodCidr, serviceCidr, podCidr, address, peers, null, backend, reflector, subnet);
    }

    NodeSpec with(Backend other, boolean reflected) {
        return new NodeSpec(clusterId, name, vni, clusterPodCidr, serviceCidr, podCidr, address, peers, netns, other, reflected, subnet);
    }

    /// Whether frames reach that peer without a tunnel: it is on this machine and in this subnet.
    boolean near(Peer peer) {
        return peer.subnet() == subnet && !peer.elsewhere();
    }

    NodeKey key() {
        return new NodeKey(clusterId, name);
    }

    Ipv4 underlay() {
        return Ipv4.parse(address);
    }

    Ipv4 dnsAddress() {
        return IpPrefix.parse(serviceCidr).first().plus(10);
    }

    Ipv4 apiAddress() {
        return IpPrefix.parse(serviceCidr).first().plus(1);
    }
}
