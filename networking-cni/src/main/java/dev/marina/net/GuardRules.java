package dev.marina.net;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The rules that keep tenants apart and away from the machine, as nftables text. Each table replaces its former self
/// atomically.
///
/// What must hold against a tenant who controls a node (a `hostNetwork` pod with every capability) stands outside the
/// node proper: in the underlay side, in the switch and on the machine. The node's own table keeps its pods honest.
final class GuardRules {

    static final int VXLAN_PORT = 4789;
    /// New connections a second inside a node, and at once.
    private static final int INSIDE_PER_SECOND = 5_000;
    private static final int INSIDE_AT_ONCE = 10_000;

    /// What one node may send into the switch and the machine behind it, where connections of all nodes lie in the same tables.
    ///
    /// @param perSecond new connections; it also bounds what the kernel spends on counting, since it goes through all that are counted for a new one
    /// @param atOnce new connections on top of that
    /// @param tracked at the same time
    record Leaving(int perSecond, int atOnce, int tracked) {
        static final Leaving STANDARD = new Leaving(100, 1_000, 4_096);
    }

    /// What carries nodes' frames from machine to machine. No pod sends there: it would have the address of a machine that is believed.
    ///
    /// @param port of UDP
    /// @param machines from which frames are taken
    /// @param front from which alone strangers are led here; empty: this machine leads them, and nobody leads any here
    record Between(int port, Collection<Ipv4> machines, Optional<Ipv4> front) {

        /// What is between the switches has another network identifier, behind the headers of UDP and half of VXLAN's.
        private String rules() {
            return "udp dport %d ip saddr != @machines drop\n".formatted(port) + front
                    .map(its -> "udp dport %d @th,96,24 %d ip saddr != %s drop\n".formatted(port, MachinePaths.OUTSIDE_VNI, its)).orElse("");
        }
    }

    private GuardRules() {}

    /// On the machine itself.
    ///
    /// @param uplink link of the default route, or empty if there is none
    /// @param open addresses of nodes' load balancers to which everybody is let
    /// @param between this machine and others; empty: it is alone
    static String machine(String table, String link, IpPrefix subnet, String uplink, List<Integer> allowedPorts, Optional<IpPrefix> open,
            Optional<Between> between) {
        String ports = allowedPorts.isEmpty()
                ? ""
                : "tcp dport { %s } accept\n".formatted(allowedPorts.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        String forward = uplink.isEmpty() ? "" : "iifname \"%s\" oifname \"%s\" accept\n".formatted(link, uplink);
        String masquerade = uplink.isEmpty() ? "" : "oifname \"%s\" ip saddr %s masquerade\n".formatted(uplink, subnet);
        return replacing("inet", table, """
                set machines {
                type ipv4_addr
                %s}
                chain from_nodes {
                ct state established,related accept
                ip daddr != 127.0.0.0/8 jump allowed
                drop
                }
                chain allowed {
                %s}
                chain input {
                type filter hook input priority -10; policy accept;
                %siifname "%s" jump from_nodes
                }
                chain forward {
                type filter hook forward priority -10; policy accept;
                oifname "%s" ct state established,related accept
                %soifname "%s" drop
                iifname "%s" jump leaving
                }
                chain leaving {
                %s%sdrop
                }
                chain postrouting {
                type nat hook postrouting priority 100; policy accept;
                %s}
                """.formatted(elements(between.map(Between::machines).orElse(List.of())), ports,
                between.map(Between::rules).orElse(""), link, link, entering(uplink, link, open),
                link, link, between.map(on -> "udp dport %d drop\n".formatted(on.port)).orElse(""), forward, masquerade));
    }

    private static String entering(String uplink, String link, Optional<IpPrefix> open) {
        return uplink.isEmpty() ? "" : open.map(range -> "iifname \"%s\" oifname \"%s\" ip daddr %s accept\n".formatted(uplink, link, range)).orElse("");
    }

    /// In the switch: a node sends under its own address only, to the machine and the world only. What crosses the bridge
    /// passes here too where the kernel's bridge filter is on; it stays on the bridge. Link-local addresses are kept from
    /// nodes, since clouds answer there with the machine's secrets.
    ///
    /// @param bindings lines of `"link" . address`
    /// @param balancers addresses under which nodes answer, and under which they begin nothing
    /// @param led whether another machine leads strangers to nodes here; where not, nothing begins that comes from other machines
    static String wiring(String machineLink, IpPrefix subnet, Ipv4 machine, Collection<String> bindings, Collection<Ipv4> balancers, Leaving leaving,
            boolean led) {
        return replacing("ip", "guard",
                """
                set bind {
                type ifname . ipv4_addr
                %s}
                set balancers {
                type ipv4_addr
                %s}
                set rates {
                type ipv4_addr
                size 65535
                flags dynamic
                }
                set connections {
                type ipv4_addr
                size 65535
                flags dynamic
                }
                chain spoof {
                type filter hook prerouting priority -300; policy accept;
                iifname { "%s", "ul0" } accept
                iifname "y*" accept
                iifname . ip saddr != @bind drop
                udp dport %d drop
                }
                chain ways {
                type filter hook prerouting priority -150; policy accept;
                %s}
                chain input {
                type filter hook input priority 0; policy drop;
                iifname "%s" accept
                }
                chain forward {
                type filter hook forward priority 0; policy drop;
                iifname "ul0" oifname "ul0" accept
                ct state established,related accept
                iifname "%s" accept
                %siifname "y*" drop
                ip saddr @balancers drop
                add @rates { ip saddr limit rate over %d/second burst %d packets } drop
                add @connections { ip saddr ct count over %d } drop
                oifname "%s" ip daddr %s accept
                oifname "%s" ip daddr != { %s, 169.254.0.0/16, 127.0.0.0/8, 224.0.0.0/3 } accept
                }
                """.formatted(elements(bindings), elements(balancers), machineLink, VXLAN_PORT,
                        led
                                ? "iifname \"y*\" ct state new ct mark set %1$d\nct direction reply ct mark %1$d meta mark set ct mark\n"
                                        .formatted(MachinePaths.OUTSIDE_MARK)
                                : "",
                        machineLink, machineLink, led ? "iifname \"y*\" oifname \"n*\" accept\n" : "", leaving.perSecond, leaving.atOnce,
                        leaving.tracked,
                        machineLink, machine, machineLink, subnet));
    }

    static String binding(String link, Ipv4 address) {
        return "\"" + link + "\" . " + address;
    }

    /// On the underlay side of a node: nothing but VXLAN, and that with nodes of the same cluster only.
    static String underlay(Collection<Ipv4> peers) {
        return replacing("ip", "guard", """
                set peers {
                type ipv4_addr
                %s}
                chain input {
                type filter hook input priority 0; policy drop;
                udp dport %d ip saddr @peers accept
                }
                chain output {
                type filter hook output priority 0; policy drop;
                udp dport %d ip daddr @peers accept
                }
                chain forward {
                type filter hook forward priority 0; policy drop;
                }
                """.formatted(elements(peers), VXLAN_PORT, VXLAN_PORT));
    }

    /// In the switch, of the clusters' segments: each is a bridge of one cluster alone. A node sends there under its own hardware address only, so
    /// that a bridge has no more to remember than it has ports, and nobody in it speaks with the switch.
    ///
    /// @param ports lines of `"link" . hardware address`
    static String segments(Collection<String> ports) {
        return replacing("bridge", "segments", """
                set ports {
                type ifname . ether_addr
                %s}
                chain spoof {
                type filter hook prerouting priority -300; policy accept;
                iifname != "s*" accept
                iifname . ether saddr != @ports drop
                ether type { ip, arp } accept
                drop
                }
                chain input {
                type filter hook input priority 0; policy drop;
                }
                chain output {
                type filter hook output priority 0; policy drop;
                }
                """.formatted(elements(ports)));
    }

    static String port(String link, MacAddress mac) {
        return "\"" + link + "\" . " + mac;
    }

    /// In the node proper. What comes from peers comes by links of the cluster's own, in whichever way they send; packets in packets and BGP are
    /// between nodes only, and no pod has a part in them.
    static String node(NodeSpec node, Collection<String> bindings) {
        List<Ipv4> peers = node.peers().stream().map(NodeSpec.Peer::underlay).toList();
        List<Ipv4> nodes = Stream.concat(peers.stream(), Stream.of(node.underlay())).toList();
        return replacing("ip", "guard", """
                set bind {
                type ifname . ipv4_addr
                %s}
                set peers {
                type ipv4_addr
                %s}
                set nodes {
                type ipv4_addr
                %s}
                chain from_peers {
                ip saddr %s drop
                meta iifname != "seg0" ip protocol 4 drop
                ip protocol 4 ip saddr != @peers drop
                tcp dport %d ip saddr != @peers drop
                ip saddr @peers accept
                ip saddr != %s drop
                }
                chain spoof {
                type filter hook prerouting priority -300; policy accept;
                iifname "pod*" iifname . ip saddr != @bind drop
                iifname != "lo" ip daddr 127.0.0.0/8 drop
                iifname { "vxlan0", "seg0", "ipip0" } jump from_peers
                iifname != { "vxlan0", "seg0", "ipip0", "lo" } ip protocol 4 drop
                iifname != { "seg0", "lo" } tcp dport %d ip daddr @nodes drop
                iifname "eth0" ip saddr { %s, %s, 169.254.0.0/16 } drop
                udp dport %d drop
                }
                chain input {
                type filter hook input priority 0; policy accept;
                ct state new limit rate over %d/second burst %d packets drop
                }
                chain forward {
                type filter hook forward priority 0; policy drop;
                ct state established,related accept
                limit rate over %d/second burst %d packets drop
                ct status dnat accept
                iifname "pod*" oifname { "vxlan0", "seg0", "ipip0" } accept
                iifname "pod*" oifname "pod*" accept
                iifname { "vxlan0", "seg0", "ipip0" } oifname "pod*" accept
                iifname "pod*" oifname "eth0" ip daddr != { %s, %s, 169.254.0.0/16 } accept
                reject
                }
                chain output {
                type filter hook output priority 0; policy accept;
                ct state new limit rate over %d/second burst %d packets drop
                ct status dnat accept
                oifname "eth0" ip daddr { %s, %s } reject
                }
                """.formatted(elements(bindings), elements(peers), elements(nodes), node.podCidr(), BirdConfig.PORT, node.clusterPodCidr(), BirdConfig.PORT,
                node.clusterPodCidr(), node.serviceCidr(), VXLAN_PORT, INSIDE_PER_SECOND, INSIDE_AT_ONCE, INSIDE_PER_SECOND, INSIDE_AT_ONCE,
                node.clusterPodCidr(), node.serviceCidr(),
                INSIDE_PER_SECOND, INSIDE_AT_ONCE, node.clusterPodCidr(), node.serviceCidr()));
    }

    /// In the node proper, a table of its own: both ways out of the node, and before everything else.
    static String cut() {
        return replacing("ip", "cut", """
                chain into {
                type filter hook prerouting priority -400; policy accept;
                iifname { "%1$s", "%2$s" } drop
                }
                chain leaving {
                type filter hook postrouting priority 400; policy accept;
                oifname { "%1$s", "%2$s" } drop
                }
                """.formatted(Names.UPLINK, Names.VXLAN));
    }

    static String mended() {
        return "table %1$s\ndelete table %1$s\n".formatted(Names.CUT);
    }

    private static String elements(Collection<?> elements) {
        return elements.isEmpty()
                ? ""
                : "elements = { %s }\n".formatted(elements.stream().map(String::valueOf).collect(Collectors.joining(",\n")));
    }

    static String replacing(String family, String table, String content) {
        return "table %s %s\ndelete table %s %s\ntable %s %s {\n%s}\n".formatted(family, table, family, table, family, table, content);
    }
}
