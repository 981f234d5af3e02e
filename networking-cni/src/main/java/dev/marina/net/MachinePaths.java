package dev.marina.net;

import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;
import dev.marina.net.linux.Links;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How underlay sides on this machine reach those on others: one VXLAN device at the bridge between them, whose datagrams go from machine to machine.
///
/// Nothing in it is learned. What leads to which machine is what the platform says of peers, and datagrams of nobody but those machines are taken.
/// Nodes' own VXLAN is in it whole, so a full packet is larger than what most networks carry, and the kernel sends it in two pieces.
///
/// A second device is between the switches themselves: by it one machine, which has the installation's load balancers and names, leads who comes from
/// outside to nodes on others. Packets go as they are, so that pods see their clients; answers to what came that way leave that way, by a mark of the
/// connection, whatever else leads to the client.
final class MachinePaths {

    /// Of this device; clusters' begin far above, and never meet it.
    private static final int VNI = 1;
    /// Of the device between the switches, likewise.
    static final int OUTSIDE_VNI = 2;
    /// Of connections that came by it.
    static final int OUTSIDE_MARK = 2;
    private static final int MTU = 1500;

    private final Names names;
    private final Ipv4 address;
    private final int port;
    private final Optional<Ipv4> front;
    private final Side machine;
    private final Side wiring;
    private final Map<Ipv4, Ipv4> byNode = new ConcurrentHashMap<>();
    /// Machines with which there is something between the switches.
    private final Set<Ipv4> outside = ConcurrentHashMap.newKeySet();

    /// @param address of this machine
    /// @param port of UDP, the same on all machines
    /// @param front the machine that leads strangers to this one; empty: this one leads them to others
    MachinePaths(Names names, Ipv4 address, int port, Optional<Ipv4> front, Side machine, Side wiring) {
        this.names = names;
        this.address = address;
        this.port = port;
        this.front = front;
        this.machine = machine;
        this.wiring = wiring;
    }

    int port() {
        return port;
    }

    Optional<Ipv4> front() {
        return front;
    }

    /// The device between the switches, by which this one leads strangers away.
    String outsideLink() {
        return Names.outsidePort(address);
    }

    Set<Ipv4> machines() {
        return Stream.of(byNode.values(), outside, front.stream().toList()).flatMap(Collection::stream).collect(Collectors.toUnmodifiableSet());
    }

    /// What an earlier process has led where, without doing anything.
    void rememberOutside() {
        if (wiring.links().exists(outsideLink())) {
            wiring.links().routes(outsideLink()).stream().map(Links.Route::via).filter(Objects::nonNull).forEach(outside::add);
        }
    }

    /// Remembers without doing anything, for what stands already.
    void remember(NodeSpec node) {
        node.peers().stream().filter(NodeSpec.Peer::elsewhere).forEach(peer -> byNode.put(peer.underlay(), Ipv4.parse(peer.machine())));
    }

    /// Makes the device. May be called twice. One from when the machine had another address goes.
    void ensure() {
        String link = Names.machinesPort(address);
        wiring.links().names().stream()
                .filter(other -> Names.machinesPort(other) && !other.equals(link) || Names.outsidePort(other) && !other.equals(outsideLink()))
                .forEach(wiring.links()::delete);
        ensure(link, VNI);
        wiring.links().attach(link, Names.UNDERLAY_BRIDGE);
        wiring.links().up(link);
        ensure(outsideLink(), OUTSIDE_VNI);
        wiring.links().up(outsideLink());
        front.ifPresent(its -> {
            know(its);
            wiring.links().ensureMarked(OUTSIDE_MARK, outsideLink(), its);
        });
    }

    private void ensure(String link, int vni) {
        if (!wiring.links().exists(link)) {
            machine.links().addVxlan(link, wiring.namespace(), vni, address, port, MTU, MacAddress.ofMachines(address));
        }
    }

    private void know(Ipv4 other) {
        wiring.links().ensureForwarding(outsideLink(), MacAddress.ofMachines(other), other);
        wiring.links().ensureNeighbour(outsideLink(), other, MacAddress.ofMachines(other));
    }

    /// From now on there is something between this switch and those of these machines, and of no others but the front's.
    void lead(Set<Ipv4> machines) {
        for (Ipv4 other : machines) {
            know(other);
            outside.add(other);
            machine.rules().apply("add element inet %s machines { %s }".formatted(names.machineTable(), other));
        }
        for (Ipv4 gone : Set.copyOf(outside)) {
            if (!machines.contains(gone)) {
                outside.remove(gone);
                wiring.links().deleteNeighbour(outsideLink(), gone);
                wiring.links().deleteForwarding(outsideLink(), MacAddress.ofMachines(gone), gone);
                distrust(gone);
            }
        }
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
        distrust(its);
    }

    /// Takes nothing of that machine any more, unless there is another reason to.
    private void distrust(Ipv4 other) {
        if (!machines().contains(other)) {
            String element = " element inet %s machines { %s }\n".formatted(names.machineTable(), other);
            machine.rules().apply("add" + element + "delete" + element);
        }
    }

    /// Peers that are on other machines, of all nodes of this one.
    void keepOnly(Set<Ipv4> nodes) {
        new TreeSet<>(byNode.keySet()).stream().filter(node -> !nodes.contains(node)).forEach(this::leave);
    }
}
