package dev.marina.net;

import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// How underlay sides on this machine reach those on others: one VXLAN device at the bridge between them, whose datagrams go from machine to machine.
///
/// Nothing in it is learned. What leads to which machine is what the platform says of peers, and datagrams of nobody but those machines are taken.
/// Nodes' own VXLAN is in it whole, so a full packet is larger than what most networks carry, and the kernel sends it in two pieces.
final class MachinePaths {

    /// Of this device; clusters' begin far above, and never meet it.
    private static final int VNI = 1;
    private static final int MTU = 1500;

    private final Names names;
    private final Ipv4 address;
    private final int port;
    private final Side machine;
    private final Side wiring;
    private final Map<Ipv4, Ipv4> byNode = new ConcurrentHashMap<>();

    /// @param address of this machine
    /// @param port of UDP, the same on all machines
    MachinePaths(Names names, Ipv4 address, int port, Side machine, Side wiring) {
        this.names = names;
        this.address = address;
        this.port = port;
        this.machine = machine;
        this.wiring = wiring;
    }

    int port() {
        return port;
    }

    Set<Ipv4> machines() {
        return Set.copyOf(byNode.values());
    }

    /// Remembers without doing anything, for what stands already.
    void remember(NodeSpec node) {
        node.peers().stream().filter(NodeSpec.Peer::elsewhere).forEach(peer -> byNode.put(peer.underlay(), Ipv4.parse(peer.machine())));
    }

    /// Makes the device. May be called twice. One from when the machine had another address goes.
    void ensure() {
        String link = Names.machinesPort(address);
        wiring.links().names().stream().filter(other -> Names.machinesPort(other) && !other.equals(link)).forEach(wiring.links()::delete);
        if (!wiring.links().exists(link)) {
            machine.links().addVxlan(link, wiring.namespace(), VNI, address, port, MTU, MacAddress.ofMachines(address));
        }
        wiring.links().attach(link, Names.UNDERLAY_BRIDGE);
        wiring.links().up(link);
    }

    /// From now on frames for that node's underlay side go to its machine.
    void reach(Ipv4 node, Ipv4 its) {
        wiring.links().ensureForwarding(Names.machinesPort(address), MacAddress.ofUnderlay(node), its);
        byNode.put(node, its);
        machine.rules().apply("add element inet %s machines { %s }".formatted(names.machineTable(), its));
    }

    /// May be called twice.
    void leave(Ipv4 node) {
        Ipv4 its = byNode.remove(node);
        if (its == null) {
            return;
        }
        wiring.links().deleteForwarding(Names.machinesPort(address), MacAddress.ofUnderlay(node), its);
        if (!byNode.containsValue(its)) {
            String element = " element inet %s machines { %s }\n".formatted(names.machineTable(), its);
            machine.rules().apply("add" + element + "delete" + element);
        }
    }

    /// Peers that are on other machines, of all nodes of this one.
    void keepOnly(Set<Ipv4> nodes) {
        new TreeSet<>(byNode.keySet()).stream().filter(node -> !nodes.contains(node)).forEach(this::leave);
    }
}
