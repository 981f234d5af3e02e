package dev.marina.net;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;
import dev.marina.net.linux.Links;
import dev.marina.net.linux.Links.Route;
import dev.marina.net.linux.Netns;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The part that all nodes of an instance share: the machine's one link, and the switch behind it.
///
/// The switch is a namespace with separate things in it: a bridge that carries VXLAN between the underlay sides, a router between
/// the nodes proper and the machine, and for each cluster a segment (one for each of its subnets), a bridge between its nodes
/// proper. Nothing leads from one to another, and the router lets no node speak to another, so a tenant who controls a node cannot
/// reach what carries other tenants' frames.
final class MachineNetwork implements AutoCloseable {

    private static final int MTU = 1500;

    private final Names names;
    private final IpPrefix subnet;
    private final List<Integer> allowedPorts;
    private final Side machine;
    private final Side wiring;
    private final BalancedRoutes balanced;
    private final Optional<IpPrefix> open;
    private final Optional<MachinePaths> others;
    /// Held while the machine's rules are made anew, which nodes that come at the same time ask for.
    private final ReentrantLock leaving = new ReentrantLock();
    /// Held while clusters' segments are made and taken away.
    private final ReentrantLock segments = new ReentrantLock();
    /// Link of the machine's default route when its rules were last made.
    private volatile String uplink;

    MachineNetwork(Names names, NetworkConfig config, Side machine, Side wiring) {
        this.names = names;
        this.subnet = config.subnet();
        this.allowedPorts = config.allowedPorts();
        this.machine = machine;
        this.wiring = wiring;
        open = config.balancers();
        others = Optional.ofNullable(config.machineAddress())
                .map(address -> new MachinePaths(names, Ipv4.parse(address), config.machinesPort(), config.front(), machine, wiring));
        balanced = new BalancedRoutes(wiring.links(), wiring.rules(), router(), others.filter(paths -> paths.front().isEmpty()).map(MachinePaths::outsideLink));
    }

    /// @param nodes that stand already
    static MachineNetwork ensure(NetworkConfig config, Path machine, List<NodeSpec> nodes) {
        Names names = new Names(config.instance());
        MachineNetwork network = new MachineNetwork(names, config, Side.of(Netns.open(machine)), Side.of(Netns.ensure(names.wiring())));
        network.ensureSwitch(nodes.stream().map(node -> GuardRules.binding(Names.nodePort(node.underlay()), node.underlay())).toList());
        network.guardSegments(nodes);
        network.others.ifPresent(paths -> {
            nodes.forEach(paths::remember);
            paths.rememberOutside();
        });
        network.ensureMachine(network.machineRoutes());
        network.others.ifPresent(MachinePaths::ensure);
        return network;
    }

    Netns wiring() {
        return wiring.namespace();
    }

    Links links() {
        return wiring.links();
    }

    /// The machine's own address among the nodes.
    Ipv4 machineAddress() {
        return subnet.last().plus(-1);
    }

    /// The router's address, every node's next hop.
    Ipv4 router() {
        return subnet.last().plus(-2);
    }

    BalancedRoutes balanced() {
        return balanced;
    }

    IpPrefix subnet() {
        return subnet;
    }

    void ensureSwitch(List<String> bindings) {
        Map<String, Set<Ipv4>> left = BalancedRoutes.left(wiring.rules());
        Stream<String> kept = left.entrySet().stream().filter(port -> bindings.stream().anyMatch(binding -> binding.startsWith("\"" + port.getKey() + "\"")))
                .flatMap(port -> port.getValue().stream().map(address -> GuardRules.binding(port.getKey(), address)));
        wiring.rules().apply(GuardRules.wiring(Names.MACHINE_SIDE, subnet, machineAddress(), Stream.concat(bindings.stream(), kept).toList(),
                left.values().stream().flatMap(Set::stream).distinct().toList(), GuardRules.Leaving.STANDARD,
                others.flatMap(MachinePaths::front).isPresent()));
        wiring.set(Sysctls.router());
        wiring.set(Sysctls.bridge());
        wiring.links().up("lo");
        if (!wiring.links().exists(Names.UNDERLAY_BRIDGE)) {
            wiring.links().addBridge(Names.UNDERLAY_BRIDGE, MTU);
        }
        wiring.links().up(Names.UNDERLAY_BRIDGE);
    }

    void guardSegments(List<NodeSpec> nodes) {
        wiring.rules().apply(GuardRules.segments(nodes.stream().map(MachineNetwork::port).toList()));
    }

    private static String port(NodeSpec node) {
        return GuardRules.port(Names.segmentPort(node.underlay()), MacAddress.ofSegment(node.underlay()));
    }

    /// Puts the node on the segment of its cluster's subnet, which is made for the first that comes. May be called twice.
    void joinSegment(NodeSpec node, Links links) {
        String port = Names.segmentPort(node.underlay());
        String segment = Names.segment(node.vni(), node.subnet());
        segments.lock();
        try {
            wiring.rules().apply("add element bridge segments ports { " + port(node) + " }");
            if (!wiring.links().exists(segment)) {
                wiring.links().addBridge(segment, MTU);
            }
            wiring.links().up(segment);
            if (!links.exists(Names.SEGMENT)) {
                wiring.links().delete(port);
                links.addVeth(Names.SEGMENT, port, wiring(), MTU);
                links.ensureMac(Names.SEGMENT, MacAddress.ofSegment(node.underlay()));
            }
            wiring.links().attach(port, segment);
        } finally {
            segments.unlock();
        }
        wiring.links().up(port);
        links.up(Names.SEGMENT);
    }

    void leaveSegment(NodeSpec node) {
        wiring.links().delete(Names.segmentPort(node.underlay()));
        String element = " element bridge segments ports { " + port(node) + " }\n";
        wiring.rules().apply("add" + element + "delete" + element);
    }

    /// Takes the segment away if nobody is on it.
    ///
    /// @param others all nodes that there are; asked while nobody can join
    void dropSegment(NodeSpec last, Supplier<List<NodeSpec>> others) {
        segments.lock();
        try {
            if (others.get().stream().noneMatch(other -> other.vni() == last.vni() && other.subnet() == last.subnet())) {
                wiring.links().delete(Names.segment(last.vni(), last.subnet()));
            }
        } finally {
            segments.unlock();
        }
    }

    private MachineRoutes machineRoutes() {
        return machine.namespace().call(MachineRoutes::read);
    }

    void ensureMachine(MachineRoutes routes) {
        refuseTakenSubnet(routes);
        leaveBy(routes.uplink());
        String link = names.machineLink();
        if (!machine.links().exists(link)) {
            machine.links().addVeth(link, Names.MACHINE_SIDE, wiring.namespace(), MTU);
        }
        machine.set(Sysctls.noIpv6(link));
        machine.set("net/ipv4/conf/" + link + "/forwarding=1", "net/ipv4/conf/" + link + "/send_redirects=0");
        wiring.links().up(Names.MACHINE_SIDE);
        wiring.links().ensureAddress(Names.MACHINE_SIDE, router().host());
        wiring.links().ensureRoute(Route.onLink(machineAddress().host(), Names.MACHINE_SIDE).from(router()));
        wiring.links().ensureRoute(Route.via(new IpPrefix(new Ipv4(0), 0), Names.MACHINE_SIDE, machineAddress()).from(router()));
        machine.links().up(link);
        machine.links().ensureAddress(link, machineAddress().host());
        machine.links().ensureRoute(Route.onLink(router().host(), link).from(machineAddress()));
        machine.links().ensureRoute(Route.via(subnet, link, router()).from(machineAddress()));
        open.filter(range -> !subnet.overlaps(range)).ifPresent(range -> machine.links().ensureRoute(Route.via(range, link, router()).from(machineAddress())));
    }

    /// Follows the machine's default route, which may have come or moved since the last time.
    void followUplink() {
        if (machineRoutes().uplink().equals(uplink)) {
            return;
        }
        leaving.lock();
        try {
            String now = machineRoutes().uplink();
            if (!now.equals(uplink)) {
                leaveBy(now);
            }
        } finally {
            leaving.unlock();
        }
    }

    /// Whether there may be other machines.
    boolean hasOthers() {
        return others.isPresent();
    }

    /// A peer on another machine. A machine that is alone has no way there.
    void reach(NodeSpec.Peer peer) {
        leaving.lock();
        try {
            others.ifPresent(paths -> paths.reach(peer.underlay(), Ipv4.parse(peer.machine())));
        } finally {
            leaving.unlock();
        }
    }

    /// @param nodes all that there are
    void forgetOthers(List<NodeSpec> nodes) {
        leaving.lock();
        try {
            others.ifPresent(paths -> paths.keepOnly(nodes.stream().flatMap(node -> node.peers().stream()).filter(NodeSpec.Peer::elsewhere)
                    .map(NodeSpec.Peer::underlay).collect(Collectors.toSet())));
        } finally {
            leaving.unlock();
        }
    }

    /// Where this machine leads strangers who do not come to a node of its own.
    void elsewhere(List<NodeElsewhere> nodes) {
        List<NodeElsewhere> fit = nodes.stream().filter(node -> subnet.contains(node.underlay())).toList();
        others.filter(paths -> paths.front().isEmpty()).ifPresent(paths -> {
            Set<Ipv4> machines = fit.stream().map(NodeElsewhere::machine).map(Ipv4::parse).collect(Collectors.toSet());
            leaving.lock();
            try {
                paths.lead(machines);
            } finally {
                leaving.unlock();
            }
            balanced.away(fit);
        });
    }

    private void leaveBy(String link) {
        if (uplink != null) {
            Forwarding.restore(names, machine);
        }
        boolean turnedOn = !link.isEmpty() && Forwarding.wasOff(machine, link);
        machine.rules().apply(GuardRules.machine(names.machineTable(), names.machineLink(), subnet, link, allowedPorts, open,
                others.map(paths -> new GuardRules.Between(paths.port(), paths.machines(), paths.front())))
                + (turnedOn ? Forwarding.reminder(names, link, open) : ""));
        if (turnedOn) {
            machine.set(Forwarding.setting(link) + "=1");
        }
        uplink = link;
    }

    private void refuseTakenSubnet(MachineRoutes routes) {
        open.filter(range -> !subnet.overlaps(range)).flatMap(range -> routes.overlapping(range, names.machineLink())).ifPresent(route -> {
            throw new IllegalStateException("load-balancer-range %s is taken on this machine: %s; choose another".formatted(open.get(), route));
        });
        routes.overlapping(subnet, names.machineLink()).ifPresent(route -> {
            throw new IllegalStateException("node-subnet %s is taken on this machine: %s; choose another".formatted(subnet, route));
        });
    }

    void allow(Ipv4 node) {
        wiring.rules().apply("add element ip guard bind { " + GuardRules.binding(Names.nodePort(node), node) + " }");
    }

    void disallow(Ipv4 node) {
        String element = " element ip guard bind { " + GuardRules.binding(Names.nodePort(node), node) + " }\n";
        wiring.rules().apply("add" + element + "delete" + element);
    }

    /// Removes everything of the instance that is not a node's. May be called twice.
    static void remove(String instance) {
        try (Side machine = Side.of(Netns.own())) {
            remove(new Names(instance), machine);
        }
    }

    void remove() {
        remove(names, machine);
    }

    private static void remove(Names names, Side machine) {
        machine.links().delete(names.machineLink());
        Forwarding.restore(names, machine);
        machine.rules().apply("table inet %1$s\ndelete table inet %1$s\n".formatted(names.machineTable()));
        Netns.delete(names.wiring());
    }

    @Override
    public void close() {
        machine.close();
        wiring.close();
    }

    /// Forwarding on the link of the default route, without which answers from the world do not come back. It is turned off
    /// again when the last instance goes, if it was off before the first; a chain without rules remembers that.
    private static final class Forwarding {

        private static final String MARKER = "restores-forwarding-of-";

        static String setting(String uplink) {
            return "net/ipv4/conf/" + uplink + "/forwarding";
        }

        /// Before any instance turned it on.
        static boolean wasOff(Side machine, String uplink) {
            return machine.namespace().readSysctl(setting(uplink)).equals("0") || machine.rules().query("list chains inet", false).contains(MARKER + uplink);
        }

        /// Nobody but the instances' nodes shall be forwarded for, and who comes to their load balancers: the machine was no router before.
        static String reminder(Names names, String uplink, Optional<IpPrefix> open) {
            return """
                    add chain inet %1$s %2$s%3$s
                    add chain inet %1$s others { type filter hook forward priority -5; policy accept; }
                    add rule inet %1$s others %4$siifname "%3$s" ct state != { established, related } drop
                    """.formatted(names.machineTable(), MARKER, uplink, open.map("ip daddr != %s "::formatted).orElse(""));
        }

        static void restore(Names names, Side machine) {
            String chains = machine.rules().query("list chains inet", false);
            String table = "";
            String mine = "";
            boolean others = false;
            for (String line : chains.split("\n")) {
                String text = line.strip();
                if (text.startsWith("table inet ")) {
                    table = text.split(" ")[2];
                } else if (text.startsWith("chain " + MARKER)) {
                    if (table.equals(names.machineTable())) {
                        mine = text.substring(("chain " + MARKER).length()).split(" ")[0];
                    } else {
                        others = true;
                    }
                }
            }
            Path setting = Path.of("/proc/sys", setting(mine));
            if (!mine.isEmpty() && !others && machine.namespace().call(() -> Files.exists(setting))) {
                machine.set(setting(mine) + "=0");
            }
        }
    }
}
